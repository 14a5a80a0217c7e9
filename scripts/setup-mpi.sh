#!/usr/bin/env bash
# Installs Open MPI and MPICH and builds the plug-ins for both, for the tests of `mpirun custos train`.
#
#   scripts/setup-mpi.sh [FOLDER]      the folder of custos (default: .build/release)
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install-dependencies.sh libopenmpi-dev openmpi-bin libmpich-dev mpich
scripts/build-mpi.sh "$@"
