#!/usr/bin/env bash
# Proves Custos correct: format, warnings, sanitizers, the cross build, then every test, with the
# aarch64 build under qemu among them. Ends with a table of its steps and their times, behind the test
# runner's own summary.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/steps.sh

# Limits are many times what a step takes on two quiet cores, and enough for one core beside load.
step "Format" 300 scripts/lint.sh
# Builds leave a core idle while a module is linked or compiled as a whole, tests while they wait: the
# sanitizers' work fits in between.
start "Sanitizers: addresses, leaks, undefined behaviour, threads" 3600 scripts/sanitize.sh
step "Cross build for aarch64" 1800 cross/build.sh custos-edge custos-kernel-checks
step "Build of everything for this machine" 2400 \
  swift build -c release --build-tests -Xswiftc -enable-testing \
  --explicit-target-dependency-import-check error
step "TensorBoard, which reads what a training run writes" 900 scripts/setup-tensorboard.sh
step "The annotation formats' own readers" 900 scripts/setup-annotation-tools.sh
step "Open MPI and MPICH" 900 scripts/setup-mpi.sh
step "Their plug-ins under sanitizers" 300 scripts/check-mpi.sh
step "The Debian package" 900 scripts/check-package.sh
finish
step "The float part under OpenBLAS's kernels for other CPUs" 1800 scripts/test-core-types.sh
step "All tests" 3600 env CUSTOS_REQUIRE_CROSS=1 CUSTOS_REQUIRE_TENSORBOARD=1 \
  CUSTOS_REQUIRE_ANNOTATION_TOOLS=1 CUSTOS_REQUIRE_MPI=1 swift test -c release --skip-build
