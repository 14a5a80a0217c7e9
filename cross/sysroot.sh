#!/usr/bin/env bash
# Makes cross/sysroot: the arm64 C library, libjpeg-turbo, libpng and zlib of the host's own
# distribution (Debian or Ubuntu), downloaded and unpacked. Needs apt-get and dpkg-deb, but no
# root, and leaves the host's packages alone.
set -euo pipefail
cd "$(dirname "$0")"

. /etc/os-release
packages=(libc6 libc6-dev linux-libc-dev libcrypt1 libcrypt-dev libgcc-12-dev libgcc-s1
  libpng-dev zlib1g-dev libjansson4 libjansson-dev libevent-dev)
case "${ID:-} ${ID_LIKE:-}" in
  *ubuntu*) family=ubuntu packages+=(libjpeg-turbo8-dev) ;;
  *debian*) family=debian packages+=(libjpeg62-turbo-dev) ;;
  *)
    echo "cross/sysroot.sh needs Debian or Ubuntu to take arm64 packages from; this is '${ID:-unknown}'." \
      "Run it in a Debian 12 container." >&2
    exit 69 ;;
esac

complete=sysroot/.complete
wanted="${ID} ${VERSION_ID:-}: ${packages[*]}"
[ -f "$complete" ] && [ "$(cat "$complete")" = "$wanted" ] && exit 0

rm -rf sysroot downloads
trap 'rm -rf downloads' EXIT
mkdir -p sysroot.partial downloads/lists/partial downloads/archives/partial downloads/sources
rm -rf sysroot.partial/*
touch downloads/status

# A private apt: its own architecture, lists and status, but the host's mirrors and keys. Ubuntu
# keeps arm64 on another mirror than amd64.
options=(-o APT::Architecture=arm64 -o APT::Architectures=arm64
  -o Dir::State="$PWD/downloads" -o Dir::State::status="$PWD/downloads/status"
  -o Dir::State::lists="$PWD/downloads/lists" -o Dir::Cache="$PWD/downloads"
  -o APT::Sandbox::User="" -o Acquire::Languages=none -o Acquire::Retries=3)
if [ "$family" = ubuntu ]; then
  echo "deb http://ports.ubuntu.com/ubuntu-ports ${UBUNTU_CODENAME:-$VERSION_CODENAME} main universe" \
    > downloads/sources/ports.list
  options+=(-o Dir::Etc::sourcelist="$PWD/downloads/sources/ports.list"
    -o Dir::Etc::sourceparts="$PWD/downloads/sources")
fi

echo "cross/sysroot.sh: downloading ${#packages[@]} arm64 packages (about 20 MB)" >&2
limit=$PWD/../scripts/with-limit.sh
"$limit" 300 apt-get -qq "${options[@]}" update
(cd downloads/archives && "$limit" 1800 apt-get -qq "${options[@]}" download "${packages[@]}")
for package in downloads/archives/*.deb; do dpkg-deb -x "$package" sysroot.partial; done
echo "$wanted" > sysroot.partial/.complete
mv sysroot.partial sysroot
echo "cross/sysroot.sh: cross/sysroot is ready, $(du -sh sysroot | cut -f1)" >&2
