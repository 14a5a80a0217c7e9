#!/usr/bin/env bash
# Runs the tests of the edge part (C kernels, codecs, parsers with their fuzz tests) and whole training
# steps of the float networks under the address, leak and undefined-behaviour sanitizers, and those with
# threads under the thread sanitizer. A finding ends the run.
set -euo pipefail
cd "$(dirname "$0")/.."

export CUSTOS_PART=sanitized
export ASAN_OPTIONS=allocator_may_return_null=1
export LSAN_OPTIONS=suppressions=$PWD/scripts/known-leaks.txt:print_suppressions=0
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
swift test --scratch-path .build-sanitize --sanitize=address \
  -Xcc -fsanitize=undefined -Xcc -fno-sanitize-recover=undefined \
  --skip '^CustosNetworkTests\.(GradientTests|ConvolutionErrorTests|GoldenTests)/' # plain loops, slow here

# Optimised, since loops are slow here and bounds were checked above.
export TSAN_OPTIONS=halt_on_error=1
swift test --scratch-path .build-tsan --sanitize=thread -Xswiftc -O -Xcc -O1 \
  --filter '^(CustosPlatformTests\.|CustosEngineTests\.|CustosNetworkTests\.ActivationPlanTests/)'
