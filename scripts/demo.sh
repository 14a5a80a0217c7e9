#!/usr/bin/env bash
# The whole path on built-in data: draws pages, trains a network for patches and one that reads whole pages,
# quantises them, cross-builds, and reads on emulated Raspberry Pi cores. Everything it makes lies in
# demo-output/.
set -euo pipefail
cd "$(dirname "$0")/.."
started=$SECONDS
out=demo-output
pages=${CUSTOS_DEMO_PAGES:-12}
epochs=${CUSTOS_DEMO_EPOCHS:-5}
crops=${CUSTOS_DEMO_CROPS:-1500}

step() { printf '\n== %s (%d s)\n' "$1" $((SECONDS - started)); }
show() {
  printf '$ %s\n' "$*"
  scripts/with-limit.sh 3600 "$@"
}
same() {
  cmp "$1" "$2" || {
    echo "The outputs $1 and $2 differ; the int8 engine must give equal results everywhere." >&2
    exit 1
  }
}

step "Build for this machine"
scripts/with-limit.sh 3600 swift build -c release --product custos
scripts/with-limit.sh 3600 swift build -c release --product custos-edge
custos=.build/release/custos
desktop=.build/release/custos-edge
rm -rf "$out"
mkdir -p "$out"

step "Draw $pages annotated pages, and one more to read at the end"
show $custos synth --output $out/pages --pages "$pages" --seed 1
# A small page: an emulated core needs more than a second for every symbol.
show $custos synth --output $out/unseen --pages 1 --seed 2 --width 1100 --height 900

step "Cut out a 224x448 patch around every symbol, and split them"
show $custos extract $out/pages $out/patches --group-by staff_position \
  --ignore-classes-without-semantic-staff-position --add-padding-to-force-center \
  --width 224 --height 448
show $custos split $out/patches --output $out/data --seed 1

# Few pictures make few steps: batches of half the recipe's size make twice as many.
step "Train vgg4 at 112x56 for $epochs epochs"
show $custos train --model-name vgg4 --height 112 --width 56 --data $out/data \
  --recipe best --batch-size 16 --epochs "$epochs" --seed 1 --output $out/training

step "Calibrate and quantise to int8"
show $custos calibrate --model $out/training/model.safetensors --data $out/data/training \
  --output $out/calibration.json
show $custos quantize --model $out/training/model.safetensors \
  --calibration $out/calibration.json --validation $out/data/validation --test $out/data/test \
  --output $out/vgg4.custos
show $custos evaluate --model $out/vgg4.custos --float $out/training/model.safetensors \
  --data $out/data/test

step "Draw 80 completely annotated pages of mensural and modern notation, and four to test with"
show $custos synth --output $out/complete --pages 80 --notation mixed --truth complete --seed 3
show $custos synth --output $out/complete-test --pages 4 --notation mixed --truth complete --seed 4

step "Train a page network for 4 epochs of $crops crops, quantise it, and measure it"
# Small crops in small batches make four times the steps of the usual ones in the same time.
show $custos train-pages $out/complete --epochs 4 --crops "$crops" --crop 224 --batch-size 3 --seed 1 \
  --validation-share 0.05 --test-share 0.05 --output $out/page-training
show $custos calibrate --model $out/page-training/model.safetensors --data $out/complete \
  --output $out/page-calibration.json
show $custos quantize --model $out/page-training/model.safetensors \
  --calibration $out/page-calibration.json --output $out/page.custos
show $custos evaluate-pages $out/complete-test --model $out/page.custos

step "Cross-build custos-edge for the Raspberry Pi"
cross/build.sh custos-edge
board=.build-aarch64/bin/custos-edge

step "Classify test patches and a whole page, here and on emulated Raspberry Pi cores"
page=$(ls $out/unseen/*.JPG)
# An emulated core needs about a second for a patch: every ninth one has to do, and the first boxes of the page.
mapfile -t patches < <(ls $out/data/test/*/*.png | awk 'NR % 9 == 1')
head -n 16 "$page.txt" > $out/boxes.txt
classify() { # NAME COMMAND...: writes NAME.patches.txt and NAME.page.txt
  local name=$1
  shift
  set -- scripts/with-limit.sh 1800 "$@"
  "$@" selftest --model $out/vgg4.custos
  "$@" classify --model $out/vgg4.custos --logits "${patches[@]}" > "$out/$name.patches.txt"
  "$@" classify --model $out/vgg4.custos --page "$page" --boxes $out/boxes.txt > "$out/$name.boxes.txt"
  "$@" selftest --model $out/page.custos
  "$@" classify --model $out/page.custos --page "$page" --annotate "$out/$name.page.png" \
    > "$out/$name.page.txt"
}
classify desktop $desktop
echo "desktop: $(wc -l < $out/desktop.patches.txt) patches, $(wc -l < $out/desktop.boxes.txt) given boxes of the page," \
  "$(wc -l < $out/desktop.page.txt) symbols found on it"
$desktop classify --model $out/page.custos --page "$page" --format mei > $out/page.mei
for cpu in cortex-a53 cortex-a72 cortex-a76; do
  classify $cpu cross/run.sh $cpu $board
  same $out/desktop.patches.txt $out/$cpu.patches.txt
  same $out/desktop.boxes.txt $out/$cpu.boxes.txt
  same $out/desktop.page.txt $out/$cpu.page.txt
  same $out/desktop.page.png $out/$cpu.page.png
  echo "$cpu: every logit, position and pixel equal to the desktop's (checked after $((SECONDS - started)) s)"
done

step "Done"
cat <<TEXT
The page with the symbols that were read:    $out/desktop.page.png
The same as MEI:                             $out/page.mei
What training looked like, and the test:     $out/training/report.html
What that of the page network looked like:   $out/page-training/report.html
The two files for a Raspberry Pi:            $board  $out/page.custos
TEXT
