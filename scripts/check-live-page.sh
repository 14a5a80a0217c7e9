#!/usr/bin/env bash
# Looks at the live page with a real browser: starts `custos-edge serve` with a played camera, takes a
# screenshot, corrects a label by a click, one by keys and, where there is a list, one by searching it, checks that
# they are stored, and that the page tells when the server hangs.
#
#   scripts/check-live-page.sh MODEL.custos [SCREENSHOT.png]
#
# CUSTOS_EDGE names the executable (default: .build/release/custos-edge), PAGE a picture whose boxes are
# in PAGE.txt, CLASSES a second model that reads classes (default: a page of ../shared/data, else one drawn with custos). Needs chromium,
# chromium-driver and python3-selenium, which are installed if they are missing.
set -euo pipefail
cd "$(dirname "$0")/.."
model=${1:?usage: scripts/check-live-page.sh MODEL.custos [SCREENSHOT.png]}
screenshot=${2:-live-page.png}
edge=${CUSTOS_EDGE:-.build/release/custos-edge}

if ! command -v chromedriver > /dev/null || ! /usr/bin/python3 -c 'import selenium' 2> /dev/null; then
  as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  "${as_root[@]}" scripts/with-limit.sh 300 apt-get -qq update
  "${as_root[@]}" scripts/with-limit.sh 1800 env DEBIAN_FRONTEND=noninteractive apt-get -qq -y install --no-install-recommends \
    chromium chromium-driver python3-selenium > /dev/null
fi

folder=$(mktemp -d)
server=
cleanup() {
  if [ -n "$server" ]; then kill "$server" 2> /dev/null || true; fi
  rm -rf "$folder"
}
trap cleanup EXIT

page=${PAGE:-../shared/data/mensural-page/12673.JPG}
if [ ! -f "$page" ]; then
  scripts/with-limit.sh 300 .build/release/custos synth --output "$folder/pages" --pages 1 --seed 16 --quiet
  page=$(find "$folder/pages" -name '*.JPG' | head -1)
fi

scripts/with-limit.sh 600 "$edge" serve --model "$model" ${CLASSES:+--classes "$CLASSES"} \
  --camera "fake:$page@2" --boxes "$page.txt" --port 0 --store "$folder/store" 2> "$folder/log" &
server=$!
for _ in $(seq 100); do
  url=$(sed -n 's/.*is at \(http.*\)/\1/p' "$folder/log")
  [ -n "$url" ] && break
  sleep 0.1
done
[ -n "$url" ] || { cat "$folder/log" >&2; exit 1; }

# The limit's shell has started timeout, and that the server.
process=$(pgrep -P "$(pgrep -P "$server")")
scripts/with-limit.sh 300 /usr/bin/python3 scripts/look_at_live_page.py "$url" "$folder/store" "$screenshot" "$process"
kill -TERM "$server"
code=0
wait "$server" || code=$?
server=
[ "$code" -eq 0 ] || { echo "custos-edge ended with code $code." >&2; exit 1; }
echo "check-live-page: passed; the screenshot is $screenshot"
