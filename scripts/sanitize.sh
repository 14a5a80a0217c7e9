#!/usr/bin/env bash
# Runs the tests of the edge part (C kernels, codecs, parsers with their fuzz tests) under the
# address and undefined-behaviour sanitizers. A finding ends the run.
set -euo pipefail
cd "$(dirname "$0")/.."

export CUSTOS_EDGE_ONLY=1
export ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
swift test --scratch-path .build-sanitize --sanitize=address \
  -Xcc -fsanitize=undefined -Xcc -fno-sanitize-recover=undefined
