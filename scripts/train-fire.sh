#!/usr/bin/env bash
# Trains the fire heads that are shipped, from the pictures and clips in ../shared/data (see their SOURCES.md), and writes
# them with their cards into models/. Takes about fifteen minutes on two cores; needs ffmpeg.
#
#   scripts/train-fire.sh [DATA_DIR]
set -euo pipefail
cd "$(dirname "$0")/.."
data="${1:-../shared/data}"
if [[ ! -d "$data/fire" ]]; then
  echo "train-fire.sh: no pictures in $data: give the folder that holds fire/ and video/" >&2
  exit 1
fi
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
run=(node --import tsx --conditions splitsight-source)

echo 'rendering fires and quiet yards' >&2
"${run[@]}" --input-type=module --eval "
  import { writeSceneDataset } from '@splitsight/testkit';
  await writeSceneDataset('$work/rendered', { count: 400, seed: 1 });"
"${run[@]}" scripts/render-quiet-yards.ts "$work/yards" 240 2

# Quiet camera frames. wildfire, cars-parking and bottles are never taken: they are what the heads are checked on.
mkdir -p "$work/quiet/normal"
for clip in pedestrians:1 people-walking:3 cars-motorway:3 smoke-distant:2 intrusion_1:1 intrusion_2:1 intrusion_3:1; do
  ffmpeg -v error -i "$data/video/${clip%:*}.mp4" -vf "fps=${clip#*:},scale=640:-2" -q:v 3 \
    "$work/quiet/normal/${clip%:*}-%04d.jpg"
done

# A backbone and the rule that suits its head: threshold, instant, k, n, clear.
for pair in resnet18-w0.5-224:0.65,0.87,3,5,0.45 resnet18-w0.5-128:0.6,0.9,3,5,0.4; do
  backbone="${pair%:*}"
  out="models/fire-$backbone-u8"
  "${run[@]}" packages/cli/src/main.ts head train --head fire --images "$data/fire" --groups "$data/fire/groups.tsv" \
    --extra "$work/quiet:0.3" --extra "$work/rendered:0.4" --extra "$work/yards:0.4" --backbone "models/$backbone" \
    --release 2 --codec u8 --out "$out" --rule "${pair#*:}" --notes scripts/fire-notes.md
  "${run[@]}" scripts/score-clips.ts "$out" "models/$backbone" "$data"/video/*.mp4 >> "$out/README.md"
done
