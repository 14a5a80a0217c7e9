#!/usr/bin/env bash
# Runs the tests of the edge part (C kernels, codecs, parsers with their fuzz tests) and whole training
# steps of the float networks under the address, leak and undefined-behaviour sanitizers, and those with
# threads under the thread sanitizer. A finding ends the run.
set -euo pipefail
cd "$(dirname "$0")/.."

# Optimised, since plain loops are slow here and whole modules build faster; overflow traps stay, C's undefined
# behaviour is found where the source has it, and the kernels' asserts are live.
optimised=(-c release -Xswiftc -enable-testing -Xcc -UNDEBUG)
export ASAN_OPTIONS=allocator_may_return_null=1
export LSAN_OPTIONS=suppressions=$PWD/scripts/known-leaks.txt:print_suppressions=0
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
CUSTOS_PART=sanitized swift test --scratch-path .build-sanitize --sanitize=address "${optimised[@]}" \
  -Xcc -fsanitize=undefined -Xcc -fno-sanitize-recover=undefined

export TSAN_OPTIONS=halt_on_error=1
CUSTOS_PART=threads swift test --scratch-path .build-tsan --sanitize=thread "${optimised[@]}" \
  --filter '^(CustosPlatformTests\.|CustosEngineTests\.|CustosNetworkTests\.(ActivationPlan|Communicator)Tests/)'
