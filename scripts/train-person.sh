#!/usr/bin/env bash
# Trains the person heads that are shipped, and writes them with their cards into models/. Learns from the pictures and clips in
# ../shared/data and ../shared/backbone-data (see their SOURCES.md and README.md) and from COCO_DIR: pictures of COCO in
# `pictures/` and annotation files of it in `annotations/`, of which it takes the pictures that are free to use; the card says
# which they were. Takes half an hour on two cores; needs ffmpeg.
#
#   scripts/train-person.sh COCO_DIR [DATA_DIR [BACKBONE_DATA_DIR]]
set -euo pipefail
cd "$(dirname "$0")/.."
coco="${1:-}"
data="${2:-../shared/data}"
packed="${3:-../shared/backbone-data}"
if [[ ! -d "$coco/pictures" || ! -d "$coco/annotations" || ! -d "$data/video" || ! -f "$packed/tiny-imagenet-val.tar" ]]; then
  echo "train-person.sh: no pictures and annotations in '$coco', no clips in $data/video, or no archives in $packed" >&2
  exit 1
fi
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
run=(node --import tsx --conditions splitsight-source)

echo 'cutting regions, composing, rendering' >&2
"${run[@]}" scripts/person/gather.ts "$data" "$packed" "$coco" "$work"
for backbone in resnet18-w0.5-224 resnet18-w0.5-128; do
  out="models/person-$backbone-u8"
  "${run[@]}" scripts/person/train.ts "$work" "$data" "$packed" "models/$backbone" "$out"
  "${run[@]}" packages/cli/src/main.ts head accept --head "$out" --images "$work/regions" --groups "$work/regions.tsv" \
    --backbone "models/$backbone" --threads 1
done
