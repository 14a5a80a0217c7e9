#!/usr/bin/env bash
# Quick checks of the Debian package: it is built twice to the same bytes, lintian and man find nothing to
# say, the completions load, and systemd accepts the unit. The installation is tried by check-deb.sh.
#
#   scripts/check-package.sh CUSTOS      the desktop's executable, which trains a little model for it
set -euo pipefail
cd "$(dirname "$0")/.."
custos=${1:-.build/release/custos}
scripts/install-dependencies.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
limited() { scripts/with-limit.sh 600 "$@"; }

# One that reads nothing, but has all parts.
{
  limited "$custos" synth -o "$work/pages" --pages 2 --seed 3 --width 2000 --height 1400
  limited "$custos" extract "$work/pages" "$work/patches" --group-by staff_position \
    --ignore-classes-without-semantic-staff-position --add-padding-to-force-center --width 64 --height 128
  for class in "$work"/patches/*; do
    [ "$(find "$class" -type f | wc -l)" -ge 10 ] || rm -r "$class"
  done
  limited "$custos" split "$work/patches" -o "$work/data" --seed 1
  limited "$custos" train --data "$work/data" -o "$work/run" --height 32 --width 16 --epochs 1 --optimizer sgd --quiet
  limited "$custos" calibrate --model "$work/run/model.safetensors" --data "$work/data/training" -o "$work/ranges.json"
  limited "$custos" quantize --model "$work/run/model.safetensors" --calibration "$work/ranges.json" \
    -o "$work/model.custos"
} > "$work/log" 2>&1 || {
  cat "$work/log" >&2
  exit 1
}

export CUSTOS_DEB_OUTPUT=$work/first
package=$(packaging/make-deb.sh "$work/model.custos" 2> "$work/log") || { cat "$work/log" >&2; exit 1; }
CUSTOS_DEB_OUTPUT=$work/second packaging/make-deb.sh "$work/model.custos" > /dev/null 2> "$work/log" \
  || { cat "$work/log" >&2; exit 1; }
cmp "$package" "$work/second/$(basename "$package")"
echo "pass the same bytes twice: $(stat -c %s "$package") bytes, of which the model $(stat -c %s "$work/model.custos")"

# Machine code holds all kinds of letters; a word among them says nothing.
lintian=(lintian --display-info --fail-on error,warning,info --suppress-tags spelling-error-in-binary)
[ "$(id -u)" -ne 0 ] || lintian+=(--allow-root)
limited "${lintian[@]}" "$package"
echo "pass lintian"

limited dpkg-deb -x "$package" "$work/root"
limited man --warnings=w -l "$work/root/usr/share/man/man1/custos-edge.1.gz" > "$work/page" 2> "$work/log"
[ ! -s "$work/log" ] && grep -q EXIT "$work/page" || {
  cat "$work/log" >&2
  exit 1
}
echo "pass the manual, $(wc -l < "$work/page") lines"

# shellcheck disable=SC1091
completed=$(limited bash --norc -c '. "$1"; COMP_WORDS=(custos-edge classify --mo); COMP_CWORD=2; compopt() { :; }
  _custos_edge; echo "${COMPREPLY[*]}"' bash "$work/root/usr/share/bash-completion/completions/custos-edge")
[ "$completed" = --model ]
if command -v zsh > /dev/null; then limited zsh -n "$work/root/usr/share/zsh/vendor-completions/_custos-edge"; fi
echo "pass the completions"

if command -v systemd-analyze > /dev/null; then
  # The package's executable is for another machine, so any file of this one takes its place.
  sed -e "s|/usr/bin/custos-edge|/bin/true|" -e "s|^EnvironmentFile=|&-|" \
    "$work/root/usr/lib/systemd/system/custos-edge.service" > "$work/custos-edge.service"
  limited systemd-analyze verify --man=no "$work/custos-edge.service"
  exposure=$(limited systemd-analyze security --offline=true --threshold=20 "$work/custos-edge.service" \
    | grep -o 'exposure level.*: [0-9.]*')
  echo "pass the unit, ${exposure/ for custos-edge.service/}"
else
  echo "skip the unit: systemd-analyze is not on this machine"
fi
