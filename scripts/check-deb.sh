#!/usr/bin/env bash
# Installs, upgrades, removes and purges the package in an arm64 Debian root, under qemu's user emulation
# and in namespaces of its own. The empty root is kept in .build-deb/. Needs root.
#
#   scripts/check-deb.sh [PACKAGE.deb]      default: the newest of .build-deb
set -euo pipefail
cd "$(dirname "$0")/.."
if [ -z "${CUSTOS_INSIDE:-}" ]; then
  scripts/install-dependencies.sh mmdebstrap
  CUSTOS_INSIDE=1 exec scripts/with-aarch64.sh scripts/check-deb.sh "$@"
fi
package=${1:-$(ls -t .build-deb/custos-edge_*_arm64.deb 2> /dev/null | head -1 || true)}
[ -f "$package" ] || {
  echo "There is no package '$package'; make one with 'make deb'." >&2
  exit 66
}
suite=${CUSTOS_DEB_SUITE:-bookworm}
pristine=$PWD/.build-deb/root-$suite
root=$PWD/.build-deb/root-check

# Runs a command inside a root as its user 0, every aarch64 program under qemu.
inside() { # ROOT COMMAND...
  local where=$1
  shift
  scripts/with-limit.sh 600 env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C DEBIAN_FRONTEND=noninteractive \
    chroot "$where" "$@"
}
checked=0
check() { # WHAT COMMAND...
  local what=$1
  shift
  "$@" > .build-deb/check.log 2>&1 || {
    echo "FAIL $what: '$*' gave $?: $(tail -5 .build-deb/check.log)" >&2
    exit 1
  }
  checked=$((checked + 1))
  echo "pass $what"
}
absent() { for path; do [ ! -e "$path" ] && [ ! -L "$path" ] || { echo "$path is there"; return 1; }; done; }

if [ ! -f "$pristine/.complete" ]; then
  echo "check-deb.sh: making an arm64 root of Debian $suite (some minutes, kept for later)" >&2
  rm -rf "$pristine"
  scripts/with-limit.sh 3600 mmdebstrap --mode=root --arch=arm64 --variant=minbase --include=systemd-standalone-sysusers \
    "$suite" "$pristine" > .build-deb/root.log 2>&1 || {
    echo "The root could not be set up; .build-deb/root.log tells why." >&2
    exit 69
  }
  touch "$pristine/.complete"
fi
rm -rf "$root"
cp -a "$pristine" "$root"
(cd "$root" && find . -xdev \( -path ./proc -o -path ./dev -o -path ./sys \) -prune -o -print | sort) > .build-deb/before.txt

# An older version of the same package, to upgrade from: only its version differs.
version=$(dpkg-deb -f "$package" Version)
older=.build-deb/older
rm -rf "$older"
scripts/with-limit.sh 120 dpkg-deb -R "$package" "$older"
sed -i 's/^Version: .*/Version: 0.0.1/' "$older/DEBIAN/control"
scripts/with-limit.sh 120 dpkg-deb -Znone --root-owner-group --build "$older" "$root/root/older.deb" > /dev/null
rm -rf "$older"
cp "$package" "$root/root/package.deb"

config=$root/etc/custos-edge/custos-edge.conf
model=$root/var/lib/custos-edge/model.custos
check "installs (version 0.0.1)" inside "$root" dpkg -i /root/older.deb
check "installed completely" inside "$root" sh -c '[ "$(dpkg-query -W -f="\${Status}" custos-edge)" = "install ok installed" ]'
check "its files are whole" inside "$root" dpkg --verify custos-edge
check "user custos-edge exists, without login" grep -q '^custos-edge:.*nologin$' "$root/etc/passwd"
check "user custos-edge is in group video" grep -q '^video:.*custos-edge' "$root/etc/group"
check "the unit is there" test -f "$root/usr/lib/systemd/system/custos-edge.service"
check "the unit is not enabled" absent "$root"/etc/systemd/system/*.wants/custos-edge.service
check "the configuration names a model that is there" test "$(readlink "$model")" = /usr/share/custos-edge/example.custos
check "the example passes its self-test" inside "$root" custos-edge selftest --model /var/lib/custos-edge/model.custos
check "the manual is there" test -s "$root/usr/share/man/man1/custos-edge.1.gz"
check "the completion for bash loads" inside "$root" bash -c '. /usr/share/bash-completion/completions/custos-edge; complete -p custos-edge'

sed -i 's/^CUSTOS_CAMERA=.*/CUSTOS_CAMERA=rpicam:1/' "$config"
rm "$model"
echo "a model of one's own" > "$model"
check "upgrades (to $version)" inside "$root" dpkg -i --force-confdef /root/package.deb
check "the upgrade keeps the changed configuration" grep -q '^CUSTOS_CAMERA=rpicam:1$' "$config"
check "the upgrade keeps the machine's model" grep -q "of one's own" "$model"
mkdir -p "$root/var/lib/custos-edge/store" "$root/etc/systemd/system/multi-user.target.wants"
touch "$root/var/lib/custos-edge/store/frame.jpg"
# As systemctl enable would.
enabled=$root/etc/systemd/system/multi-user.target.wants/custos-edge.service
ln -s /usr/lib/systemd/system/custos-edge.service "$enabled"
check "removes" inside "$root" dpkg -r custos-edge
check "removing keeps configuration and model" test -f "$config" -a -f "$model"
check "removing takes the executable away" absent "$root/usr/bin/custos-edge"
check "purges" inside "$root" dpkg -P custos-edge
check "purging takes the user away" sh -c "! grep -q custos-edge $root/etc/passwd $root/etc/group $root/etc/shadow"
check "purging takes the enabling away" absent "$enabled"
rm -f "$root/root/older.deb" "$root/root/package.deb"
# The folders are this script's.
(cd "$root" && rmdir -p etc/systemd/system/multi-user.target.wants 2> /dev/null) || true
(cd "$root" && find . -xdev \( -path ./proc -o -path ./dev -o -path ./sys \) -prune -o -print | sort) > .build-deb/after.txt
# dpkg, useradd and sysusers keep backups of their own files, and a log.
left() { comm -13 .build-deb/before.txt .build-deb/after.txt | grep -vE '(-old|-|\.lock)$|^\./var/log/dpkg\.log$' || true; }
check "purging leaves nothing" test -z "$(left)"
rm -rf "$root"
echo "check-deb.sh: $checked checks of $package in an arm64 root of Debian $suite, all passed"
