#!/usr/bin/env bash
# Runs an aarch64 executable as a Raspberry Pi's core would, under qemu's user emulation.
#
#   cross/run.sh CPU EXECUTABLE [ARGUMENT ...]
#   CPU: cortex-a53 (Pi 3, Zero 2 W), cortex-a72 (Pi 4), cortex-a76 (Pi 5, dot product), max (also the
#   matrix product)
set -euo pipefail
if [ $# -lt 2 ]; then
  echo "Usage: cross/run.sh cortex-a53|cortex-a72|cortex-a76|max EXECUTABLE [ARGUMENT ...]" >&2
  exit 64
fi
cpu=$1
shift
qemu=$(command -v qemu-aarch64-static || command -v qemu-aarch64) || {
  echo "qemu-aarch64-static is missing; install the package qemu-user-static." >&2
  exit 69
}
exec "$qemu" -cpu "$cpu" "$@"
