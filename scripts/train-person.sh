#!/usr/bin/env bash
# Trains the person heads that are shipped, from the pictures and clips in ../shared/data and ../shared/backbone-data (see
# their SOURCES.md and README.md), and writes them with their cards into models/. Takes about twenty minutes on two cores;
# needs ffmpeg.
#
#   scripts/train-person.sh [DATA_DIR [BACKBONE_DATA_DIR]]
set -euo pipefail
cd "$(dirname "$0")/.."
data="${1:-../shared/data}"
packed="${2:-../shared/backbone-data}"
if [[ ! -d "$data/video" || ! -f "$packed/tiny-imagenet-val.tar" ]]; then
  echo "train-person.sh: no clips in $data/video, or no archives in $packed" >&2
  exit 1
fi
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
run=(node --import tsx --conditions splitsight-source)

echo 'cutting regions, composing, rendering' >&2
"${run[@]}" scripts/person/gather.ts "$data" "$packed" "$work"
for backbone in resnet18-w0.5-224 resnet18-w0.5-128; do
  out="models/person-$backbone-u8"
  "${run[@]}" scripts/person/train.ts "$work" "$data" "$packed" "models/$backbone" "$out"
  "${run[@]}" packages/cli/src/main.ts head accept --head "$out" --images "$work/regions" --groups "$work/regions.tsv" \
    --backbone "models/$backbone" --threads 1
done
