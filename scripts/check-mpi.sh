#!/usr/bin/env bash
# Sends messages through the plug-ins of Open MPI and MPICH under the sanitizers of addresses and undefined
# behaviour; scripts/setup-mpi.sh installs both.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
source=Sources/Workstation/CCustosMPI/plugin
# What MPI itself keeps until the end is no leak of the plug-in's.
export ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1
export OMPI_MCA_btl_vader_single_copy_mechanism=none
for pair in openmpi:ompi-c mpich:mpich; do
  name=${pair%%:*} package=${pair##*:}
  read -r -a flags <<< "$(pkg-config --cflags --libs "$package")"
  # As in build-mpi.sh.
  [ "$name" != mpich ] || flags+=(-Wno-stringop-overflow)
  cc -std=gnu17 -g -O1 -Wall -Wextra -Wshadow -Werror -fsanitize=address,undefined -fno-sanitize-recover=all \
    -o "$folder/check-$name" "$source/plugin.c" "$source/check.c" "${flags[@]}"
  timeout 120 "mpirun.$name" -np 3 "$folder/check-$name"
  echo "The plug-in of $name sends and receives right."
done
