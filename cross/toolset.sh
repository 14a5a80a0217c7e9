#!/usr/bin/env bash
# Writes cross/toolset.json for the Swift toolchain found on PATH: Embedded Swift for the Swift
# modules, aarch64 Linux for C and for the link, everything static. The modules are
# compiled for the bare-metal triple: the only aarch64 target the stock toolchain has a library for.
set -euo pipefail
cd "$(dirname "$0")"

toolchain=$(./toolchain.sh)
embedded=$toolchain/lib/swift/embedded/aarch64-none-none-elf
if [ ! -d "$embedded" ]; then
  echo "The Swift toolchain at $toolchain has no Embedded Swift for aarch64-none-none-elf;" \
    "install the Swift 6.3 toolchain from swift.org." >&2
  exit 69
fi
sysroot=$PWD/sysroot

swift_options=(-enable-experimental-feature Embedded -wmo -Xfrontend -function-sections
  -Xcc -D__linux__ -Xcc "--sysroot=$sysroot")
# For the wrapped symbols see Sources/Edge/CCustosPlatform/retain_result.c.
for option in --target=aarch64-linux-gnu "--sysroot=$sysroot" -fuse-ld=lld -static \
  -Wl,--gc-sections \
  -Wl,--wrap=swift_bridgeObjectRetain -Wl,--wrap=swift_bridgeObjectRetain_n \
  "$embedded/libswiftUnicodeDataTables.a"; do
  swift_options+=(-Xclang-linker "$option")
done
c_options=(--target=aarch64-linux-gnu "--sysroot=$sysroot" -ffunction-sections -fdata-sections
  -DCUSTOS_EMBEDDED_SWIFT)

json_list() { printf '"%s",' "$@" | sed 's/,$//'; }
cat > toolset.json.partial <<JSON
{
  "schemaVersion": "1.0",
  "swiftCompiler": { "extraCLIOptions": [$(json_list "${swift_options[@]}")] },
  "cCompiler": { "extraCLIOptions": [$(json_list "${c_options[@]}")] }
}
JSON
mv toolset.json.partial toolset.json
