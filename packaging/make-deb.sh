#!/usr/bin/env bash
# Makes .build-deb/custos-edge_VERSION_arm64.deb (or in $CUSTOS_DEB_OUTPUT): the board's executable, service, manual, completions
# and an example model. The same commit, model and toolchain give the same bytes.
#
#   packaging/make-deb.sh [MODEL]     default: demo-output/page.custos, which `make demo` trains
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/.."
model=${1:-demo-output/page.custos}
[ -f "$model" ] || {
  echo "There is no model at $model. Run 'make demo' to train one, or choose one with" \
    "'make deb MODEL=path/to/file.custos'." >&2
  exit 66
}

# A release is a tag v1.2.3. Any other commit sorts before the release that it leads to, by its time.
release=$(sed -n 's/.*static let current = "\(.*\)"/\1/p' Sources/Edge/CustosPlatform/CustosVersion.swift)
if git rev-parse --git-dir > /dev/null 2>&1; then
  : "${SOURCE_DATE_EPOCH:=$(git log -1 --format=%ct)}"
  version=$release
  if [ "$(git tag --points-at HEAD "v$release")" = "" ]; then
    version=$release~$(date -u -d "@$(git log -1 --format=%ct)" +%Y%m%d.%H%M%S).$(git rev-parse --short=8 HEAD)
  fi
  [ -z "$(git status --porcelain --untracked-files=no)" ] || version+=+changed
  maintainer=$(git log -1 --format='%an <%ae>')
else
  : "${SOURCE_DATE_EPOCH:?Outside a git checkout, set SOURCE_DATE_EPOCH to the seconds of the release}"
  version=$release
  maintainer="Custos authors <custos@invalid.invalid>"
fi
export SOURCE_DATE_EPOCH TZ=UTC LC_ALL=C
[ -z "${DEBEMAIL:-}" ] || maintainer="${DEBFULLNAME:-$DEBEMAIL} <$DEBEMAIL>"
day=$(date -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%d)

cross/build.sh custos-edge >&2
built=.build-aarch64/bin/custos-edge
board=("$PWD/scripts/with-limit.sh" 600 "$PWD/cross/run.sh" cortex-a72 "$PWD/$built")
"${board[@]}" selftest --model "$model" --instruction-set neon > /dev/null || {
  echo "$model does not pass its self-test, so it is not packaged; write it again with 'custos quantize'." >&2
  exit 65
}

out=${CUSTOS_DEB_OUTPUT:-.build-deb}
tree=$out/tree
rm -rf "$tree"
mkdir -p "$tree/DEBIAN"
put() { install -D -m "$1" "$2" "$tree/$3"; } # MODE FROM TO
write() { mkdir -p "$(dirname "$tree/$1")" && cat > "$tree/$1" && chmod 644 "$tree/$1"; }
compressed() { gzip -9n | write "$1"; }

put 755 $built usr/bin/custos-edge
put 644 "$model" usr/share/custos-edge/example.custos
put 644 packaging/debian/custos-edge.service usr/lib/systemd/system/custos-edge.service
put 644 packaging/debian/custos-edge.sysusers usr/lib/sysusers.d/custos-edge.conf
put 644 packaging/debian/custos-edge.conf etc/custos-edge/custos-edge.conf
put 644 packaging/debian/lintian-overrides usr/share/lintian/overrides/custos-edge
mkdir -p "$tree/var/lib/custos-edge"

pages() { python3 packaging/help_pages.py "$@" -- "${board[@]}"; }
pages man --version "$release" --date "$day" | compressed usr/share/man/man1/custos-edge.1.gz
pages bash | write usr/share/bash-completion/completions/custos-edge
pages zsh | write usr/share/zsh/vendor-completions/_custos-edge

documents=usr/share/doc/custos-edge
sed -e "s/@YEAR@/${day%%-*}/" -e "s/@MAINTAINER@/$maintainer/" packaging/debian/copyright.in \
  | write $documents/copyright
python3 packaging/changelog.py CHANGELOG.md "$version" "$maintainer" "$SOURCE_DATE_EPOCH" \
  | compressed $documents/changelog.gz
for terms in cross/sysroot/usr/share/doc/*-dev/copyright; do
  compressed "$documents/copyright-of-libraries/$(basename "$(dirname "$terms")").gz" < "$terms"
done
compressed $documents/copyright-of-libraries/swift.gz < "$(cross/toolchain.sh)/share/swift/LICENSE.txt"

for script in postinst prerm postrm; do put 755 packaging/debian/$script DEBIAN/$script; done
echo /etc/custos-edge/custos-edge.conf | write DEBIAN/conffiles
size=$(find "$tree" -path "$tree/DEBIAN" -prune -o -type f -printf '%s\n' | awk '{ s += int(($1 + 1023) / 1024) } END { print s }')
write DEBIAN/control <<CONTROL
Package: custos-edge
Version: $version
Architecture: arm64
Maintainer: $maintainer
Installed-Size: $size
Depends: passwd, systemd | systemd-standalone-sysusers | systemd-sysusers
Recommends: rpicam-apps | libcamera-apps | v4l-utils
Section: graphics
Priority: optional
Description: read the staff position of music symbols from pictures
 Custos reads on which line or in which space of the staff a music symbol
 stands. This package has the board's executable, which needs no library,
 an example model, and a service that reads from a camera and shows a live
 page on this machine. The service is not enabled on installation.
CONTROL
(cd "$tree" && find . -path ./DEBIAN -prune -o -type f -printf '%P\0' | sort -z | xargs -0 md5sum) | write DEBIAN/md5sums

find "$tree" -type d -exec chmod 755 {} +
find "$tree" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
package=$out/custos-edge_${version}_arm64.deb
scripts/with-limit.sh 300 dpkg-deb -Zxz --root-owner-group --build "$tree" "$package" > /dev/null
rm -rf "$tree"
echo "packaging/make-deb.sh: $package, $(stat -c %s "$package") bytes" >&2
echo "$package"
