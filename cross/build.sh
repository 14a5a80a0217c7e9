#!/usr/bin/env bash
# Cross-builds products for 64-bit Raspberry Pi boards: static, stripped aarch64 executables.
#
#   cross/build.sh [PRODUCT ...]      default: custos-edge; results in .build-aarch64/bin/
set -euo pipefail
cross=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$cross")
products=("${@:-custos-edge}")

"$cross/sysroot.sh"
"$cross/toolset.sh"
objcopy=$("$cross/toolchain.sh")/bin/llvm-objcopy
scratch=$root/.build-aarch64
mkdir -p "$scratch/bin"
for product in "${products[@]}"; do
  CUSTOS_PART=edge "$root/scripts/with-limit.sh" 1800 swift build --package-path "$root" --scratch-path "$scratch" -c release \
    --triple aarch64-none-none-elf --toolset "$cross/toolset.json" --product "$product"
  built=$scratch/aarch64-none-none-elf/release/$product
  # Swift's hashes of the modules depend on the folder of the build; nothing reads them at run time.
  "$objcopy" --strip-all --remove-section=.swift_modhash "$built" "$scratch/bin/$product.partial"
  mv "$scratch/bin/$product.partial" "$scratch/bin/$product"
  echo "cross/build.sh: $scratch/bin/$product, $(stat -c %s "$scratch/bin/$product") bytes" >&2
done
