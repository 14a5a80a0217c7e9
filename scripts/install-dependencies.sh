#!/usr/bin/env bash
# Installs the Debian/Ubuntu packages that Custos is built and tested with; silent when all are there.
#
#   scripts/install-dependencies.sh [PACKAGE ...]      more packages, for one purpose
set -euo pipefail

packages=(libopenblas-dev libjpeg-dev libpng-dev zlib1g-dev libjansson-dev libevent-dev libhdf5-dev
  libzip-dev pkg-config qemu-user-static python3-venv lintian man-db openssh-client openssh-server "$@")

command -v swift > /dev/null || {
  echo "Swift is missing: Custos needs the Swift 6.3 toolchain on PATH (https://www.swift.org/install)." >&2
  exit 69
}
command -v dpkg-query > /dev/null || {
  echo "This script knows Debian and Ubuntu only. Install the equivalents of: ${packages[*]}." >&2
  exit 69
}
missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query -W -f='${Status}' "$package" 2> /dev/null || true)
  [ "$status" = "install ok installed" ] || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -eq 0 ]; then
  as_root=()
elif command -v sudo > /dev/null; then
  as_root=(sudo)
else
  echo "Missing packages: ${missing[*]}. Run as root: apt-get install ${missing[*]}" >&2
  exit 69
fi
echo "Installing with apt-get: ${missing[*]}" >&2
limit=$(dirname "$0")/with-limit.sh
"${as_root[@]}" "$limit" 300 apt-get -qq update
"${as_root[@]}" "$limit" 1800 env DEBIAN_FRONTEND=noninteractive apt-get -qq -y install --no-install-recommends \
  "${missing[@]}" > /dev/null
