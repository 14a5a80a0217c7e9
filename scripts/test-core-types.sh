#!/usr/bin/env bash
# Runs the tests of the float part under every kind of CPU for which OpenBLAS has kernels ("core type")
# and whose instructions this CPU can execute. OpenBLAS chooses by the CPU that it finds; its kernels
# differ in the order of sums, so that what passes here need not pass on the next machine.
#
#   scripts/test-core-types.sh            the suites that compute with OpenBLAS; of core types whose
#                                         products are equal bit by bit, only the first
#   scripts/test-core-types.sh --all      all suites of the network, the models, training and
#                                         quantisation, under every core type
#   scripts/test-core-types.sh [--all] Haswell SkylakeX      only under these core types
#
# Prints a table; ends with 1 if a run failed or took longer than its limit.
set -uo pipefail
cd "$(dirname "$0")/.."

# Seconds for one run, many times of what it takes on two cores.
limit=300
suites='^(CustosNetworkTests\.(Allocation|Golden|Gradient|ActivationPlan)Tests/'
suites+='|CustosTrainingTests\.(OptimizerStep|KerasGolden)Tests/'
suites+='|CustosQuantizationTests\.EngineAgreementTests/)'
every_type=
if [ "${1:-}" = --all ]; then
  suites='^Custos(Network|Architectures|Training|Quantization)Tests\.'
  limit=900
  every_type=yes
  shift
fi
# Core types of OpenBLAS 0.3.21 to 0.3.30 for x86-64. Those that the library does not know are skipped.
names=(Prescott Core2 Penryn Dunnington Nehalem Sandybridge Haswell SkylakeX Cooperlake SapphireRapids
  Opteron Opteron_SSE3 Barcelona Bobcat Bulldozer Piledriver Steamroller Excavator Zen Atom Nano)
if [ $# != 0 ]; then
  names=("$@")
  every_type=yes
fi

# Prints the core type that OpenBLAS takes and a checksum of products of every form, small and large.
# Dies by a signal where the CPU lacks an instruction.
probe() {
  OPENBLAS_CORETYPE=$1 timeout 60 python3 - <<'PYTHON'
import ctypes, random, zlib

blas = ctypes.CDLL("libopenblas.so.0")
blas.openblas_get_corename.restype = ctypes.c_char_p
blas.openblas_set_num_threads(1)
draw = random.Random(1)
values = [draw.uniform(-1, 1) for _ in range(1 << 16)]


def matrix(size):
    return (ctypes.c_float * size)(*(values * (size // len(values) + 1))[:size])


row_major, plain, transposed, checksum = 101, 111, 112, 0
for m, n, k in [(1, 1, 1), (3, 5, 7), (4, 3, 1024), (16, 16, 16), (33, 34, 35), (64, 32, 147),
                (100, 3, 300), (128, 64, 576), (9, 256, 200), (250, 130, 400)]:
    a, b = matrix(m * k), matrix(k * n)
    for left in (plain, transposed):
        for right in (plain, transposed):
            for keep in (0, 1):
                c = matrix(m * n)
                blas.cblas_sgemm(
                    row_major, left, right, m, n, k, ctypes.c_float(1),
                    a, k if left == plain else m, b, n if right == plain else k,
                    ctypes.c_float(keep), c, n)
                checksum = zlib.crc32(bytes(c), checksum)
print(blas.openblas_get_corename().decode(), f"{checksum:08x}")
PYTHON
}

swift build -c release --build-tests -Xswiftc -enable-testing || exit 1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failed=0
declare -A first_with=() # by checksum of the products
table=()
row() { table+=("$(printf '%-16s %7s %9s  %s' "$1" "$2" "$3" "$4")"); }
row "core type" tests seconds result

for name in "${names[@]}"; do
  probe "$name" >"$folder/answer" 2>"$folder/probe"
  code=$?
  read -r taken products <"$folder/answer"
  if [ $code = 132 ]; then
    row "$name" - - "passed over: this CPU lacks some of its instructions"
    continue
  elif [ $code != 0 ]; then
    cat "$folder/probe"
    row "$name" - - "FAILED: products with OpenBLAS alone end with exit code $code"
    failed=1
    continue
  elif [ "${taken,,}" != "${name,,}" ]; then
    row "$name" - - "passed over: this OpenBLAS takes $taken instead"
    continue
  elif [ -z "$every_type" ] && [ -n "${first_with[$products]:-}" ]; then
    row "$name" - - "passed over: its products are those of ${first_with[$products]}"
    continue
  fi
  first_with[$products]=$name
  printf '\n-- Float part with OpenBLAS for %s\n' "$name"
  started=$SECONDS
  OPENBLAS_CORETYPE=$name timeout --kill-after=10 "$limit" \
    swift test -c release --skip-build --filter "$suites" >"$folder/log" 2>&1
  code=$?
  took=$((SECONDS - started))
  tests=$(sed -n 's/.*Test run with \([0-9]*\) tests\{0,1\} .*/\1/p' "$folder/log" | tail -1)
  if [ $code = 0 ] && [ "${tests:-0}" -gt 0 ]; then
    row "$name" "$tests" "$took" passed
    continue
  fi
  failed=1
  grep -aE '^(✘|↳)|[Ee]rror:' "$folder/log" | head -60
  if [ $code = 124 ] || [ $code = 137 ]; then
    row "$name" "${tests:--}" "$took" "FAILED: stopped after its limit of $limit s"
  elif [ $code = 0 ]; then
    row "$name" 0 "$took" "FAILED: no test has run"
  else
    row "$name" "${tests:--}" "$took" \
      "FAILED: exit code $code, $(grep -ac 'recorded an issue' "$folder/log") issues"
  fi
done
printf '\n%s\n' "The float part under OpenBLAS's core types"
printf '%s\n' "${table[@]}"
exit $failed
