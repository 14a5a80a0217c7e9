#!/usr/bin/env bash
# The checks of every day: format, build, and all tests but those of emulated boards and sanitizers,
# which `make test` adds.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/steps.sh

step "Format" 300 scripts/lint.sh
step "Build" 2400 swift build -c release --build-tests -Xswiftc -enable-testing \
  --explicit-target-dependency-import-check error
step "Tests" 1200 swift test -c release --skip-build --skip '^CrossTests\.'
