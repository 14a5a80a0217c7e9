#!/usr/bin/env bash
# Proves Custos correct: format, warnings, sanitizers, the cross build, then every test, with the
# aarch64 build under qemu among them. Closes with the test runner's own summary.
set -euo pipefail
cd "$(dirname "$0")/.."
started=$SECONDS

step() { printf '\n== %s (%d s)\n' "$1" $((SECONDS - started)); }

step "Format"
scripts/lint.sh

step "Cross build for aarch64"
cross/build.sh custos-edge custos-kernel-checks

step "The edge part and training steps under the address, leak, undefined-behaviour and thread sanitizers"
scripts/sanitize.sh

step "Build of everything for this machine"
swift build -c release --build-tests -Xswiftc -enable-testing

step "Build of the benchmarks"
swift build -c release --package-path Benchmarks --scratch-path .build-benchmarks

step "TensorBoard, which reads what a training run writes"
scripts/setup-tensorboard.sh

step "The Debian package"
scripts/check-package.sh

step "All tests"
CUSTOS_REQUIRE_CROSS=1 CUSTOS_REQUIRE_TENSORBOARD=1 swift test -c release --skip-build
