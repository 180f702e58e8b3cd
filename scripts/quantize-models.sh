#!/usr/bin/env bash
# Makes the int8 variants of the backbones that are shipped, measures them on this machine, and lets the fire heads take
# them; see docs/models.md, "quantize". To be run again when a backbone or a fire head was trained anew. Takes about five
# minutes on two cores with nothing else to do.
#
#   scripts/quantize-models.sh [DATA_DIR] [BACKBONE …]
set -euo pipefail
cd "$(dirname "$0")/.."
data="${1:-../shared/data}"
if [[ ! -d "$data/fire" ]]; then
  echo "quantize-models.sh: no pictures in $data: give the folder that holds fire/ and person/" >&2
  exit 1
fi
backbones=("${@:2}")
if [[ ${#backbones[@]} -eq 0 ]]; then backbones=(resnet18-w0.5-224 resnet18-w0.5-128); fi
for backbone in "${backbones[@]}"; do
  node --import tsx --conditions splitsight-source packages/cli/src/main.ts models quantize "models/$backbone" \
    --pictures "$data/fire:3" "$data/person:2" --precision int8 --rounds 200 \
    --images "$data/fire" --groups "$data/fire/groups.tsv" --head "models/fire-$backbone-u8"
done
