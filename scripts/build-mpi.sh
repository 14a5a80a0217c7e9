#!/usr/bin/env bash
# Builds the plug-ins with which `mpirun -np 4 custos train ...` trains on several machines: one for each
# implementation of MPI that pkg-config finds (Debian: libopenmpi-dev, libmpich-dev).
#
#   scripts/build-mpi.sh [FOLDER]      the folder of custos (default: .build/release)
set -euo pipefail
cd "$(dirname "$0")/.."

folder=${1:-.build/release}
source=Sources/Workstation/CCustosMPI/plugin/plugin.c
built=0
for pair in openmpi:ompi-c mpich:mpich; do
  name=${pair%%:*} package=${pair##*:}
  pkg-config --exists "$package" || continue
  read -r -a flags <<< "$(pkg-config --cflags --libs "$package")"
  # gcc takes MPICH's MPI_STATUSES_IGNORE, the address 1, for an array that is too short.
  [ "$name" != mpich ] || flags+=(-Wno-stringop-overflow)
  target=$folder/libcustos-mpi-$name.so
  cc -std=gnu17 -O2 -Wall -Wextra -Wshadow -Werror -fPIC -shared -o "$target.new" "$source" "${flags[@]}"
  mv "$target.new" "$target"
  echo "$target"
  built=1
done
[ $built = 1 ] || {
  echo "No MPI was found: install libopenmpi-dev and openmpi-bin, or libmpich-dev and mpich." >&2
  exit 69
}
