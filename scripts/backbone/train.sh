#!/usr/bin/env bash
# Trains a backbone, goes on where it was stopped, and at the end writes its model folders with their cards.
#
#   scripts/backbone/train.sh --schedule gpu|cpu|finetune|smoke --out RUN_DIR [--name NAME] [--shared DIR] [options of train.py]
#
# docs/backbone.md says what to expect. PYTHON names another Python than the first one that has PyTorch.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../.." && pwd)"

die() {
  printf 'train.sh: %s\n' "$*" >&2
  exit 1
}

shared="$root/../shared"
name=resnet18-w0.5-own
out=''
schedule=cpu
passed=()
while (($# > 0)); do
  case "$1" in
    --name | --shared | --out | --schedule)
      if (($# < 2)); then die "$1 needs a value"; fi
      printf -v "${1#--}" '%s' "$2"
      if [[ $1 == --out || $1 == --schedule ]]; then passed+=("$1" "$2"); fi
      shift 2
      ;;
    *)
      passed+=("$1")
      shift
      ;;
  esac
done
if [[ ! $out ]]; then die 'where to? --out RUN_DIR'; fi

python="${PYTHON:-}"
if [[ ! $python ]]; then
  for candidate in python3 /usr/bin/python3; do
    if "$candidate" -c 'import torch, onnx, PIL' 2>/dev/null; then python="$candidate"; break; fi
  done
fi
if [[ ! $python ]]; then
  die 'no Python has PyTorch, onnx and Pillow; on Debian: sudo apt install python3-torch python3-onnx python3-pil'
fi

defaults=(--data "$shared/backbone-data")
if [[ $schedule != smoke ]]; then defaults+=(--teacher "$shared/models/reference/mobilenetv2-1.0-224.onnx"); fi
if [[ $schedule == finetune || $schedule == trial ]]; then defaults+=(--init "$root/models/resnet18-w0.5-128/backbone.onnx"); fi
"$python" "$here/train.py" "${defaults[@]}" "${passed[@]}"

finish=(node --import tsx --conditions splitsight-source "$here/finish.ts")
if ! command -v node >/dev/null || [[ ! -d "$root/node_modules" ]]; then
  printf 'train.sh: trained. There is no Node with its packages here; elsewhere, in the checkout, run:\n  %s\n' \
    "node --import tsx --conditions splitsight-source scripts/backbone/finish.ts RUN_DIR FIRE_DIR OUT_DIR $name" >&2
  exit 0
fi
if [[ ! -f "$shared/data/fire/groups.tsv" ]]; then
  die "trained, but there are no fire pictures in $shared/data/fire to measure with: run it again with --shared DIR"
fi
out="$(realpath "$out")"
fire="$(realpath "$shared/data/fire")"
cd "$root"
exec "${finish[@]}" "$out" "$fire" "$out/models" "$name"
