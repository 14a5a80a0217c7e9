#!/usr/bin/env bash
# Runs a command for which aarch64 executables start under qemu's user emulation. Where the machine does
# not do so already, a user namespace gets a table of executable formats of its own (Linux 6.7 and
# later): the machine itself stays as it is.
#
#   scripts/with-aarch64.sh COMMAND [ARGUMENT ...]      as root
set -euo pipefail

if [ "$(id -u)" -ne 0 ]; then
  echo "scripts/with-aarch64.sh needs root to make files of several users; run it with sudo." >&2
  exit 69
fi
[ "$(uname -m)" != aarch64 ] || exec "$@"
if [ -e /proc/sys/fs/binfmt_misc/qemu-aarch64 ]; then exec unshare --mount "$@"; fi

# ELF, 64 bits, little-endian, executable or shared object, machine 183; F keeps qemu open, so that a
# changed root needs no copy of it.
magic='\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00'
mask='\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff'
export entry=":qemu-aarch64:M::$magic:$mask:$(command -v qemu-aarch64-static):F"
ready=$(mktemp -u)
mkfifo "$ready"
trap 'rm -f "$ready"' EXIT
# shellcheck disable=SC2016
unshare --user --mount --fork --kill-child sh -c '
  read -r _ < "$1"
  shift
  mount -t binfmt_misc none /proc/sys/fs/binfmt_misc && printf %s "$entry" > /proc/sys/fs/binfmt_misc/register || {
    echo "This kernel gives no table of executable formats to a namespace (Linux 6.7 does);" \
      "register qemu for aarch64 on the machine instead: apt-get install binfmt-support." >&2
    exit 69
  }
  exec "$@"' sh "$ready" "$@" &
child=$!
# The forked child reads the same maps. All users stay who they are.
while [ "$(readlink /proc/$child/ns/user)" = "$(readlink /proc/self/ns/user)" ]; do sleep 0.05; done
echo "0 0 65536" > /proc/$child/uid_map
echo "0 0 65536" > /proc/$child/gid_map
echo go > "$ready"
wait $child
