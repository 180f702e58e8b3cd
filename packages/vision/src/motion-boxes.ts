import type { Box } from '@splitsight/wire';

/** A connected patch of cells that moved, in cells: half-open ranges, and how much it moved altogether. */
export interface Patch {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly cells: number;
  readonly weight: number;
}

/** More patches than this are not looked at: the heaviest stay. */
const maxPatches = 32;

/**
 * Finds the patches of cells whose `excess` is above 0, cells that touch at a side or corner or leave one cell between
 * them being one patch. Patches of fewer than `minCells` cells are noise and left out.
 *
 * @returns at most 32, the heaviest first.
 */
export function findPatches(excess: Float32Array, columns: number, rows: number, minCells: number): Patch[] {
  const seen = new Uint8Array(excess.length);
  const stack = new Int32Array(excess.length);
  const patches: Patch[] = [];
  for (let start = 0; start < excess.length; start++) {
    if (seen[start] === 1 || (excess[start] as number) <= 0) continue;
    let [left, top, right, bottom, cells, weight] = [columns, rows, 0, 0, 0, 0];
    let depth = 0;
    stack[depth++] = start;
    seen[start] = 1;
    while (depth > 0) {
      const cell = stack[--depth] as number;
      const x = cell % columns;
      const y = (cell - x) / columns;
      left = Math.min(left, x);
      top = Math.min(top, y);
      right = Math.max(right, x + 1);
      bottom = Math.max(bottom, y + 1);
      cells++;
      weight += excess[cell] as number;
      for (let ny = Math.max(0, y - 2); ny <= Math.min(rows - 1, y + 2); ny++) {
        for (let nx = Math.max(0, x - 2); nx <= Math.min(columns - 1, x + 2); nx++) {
          const next = ny * columns + nx;
          if (seen[next] === 1 || (excess[next] as number) <= 0) continue;
          seen[next] = 1;
          stack[depth++] = next;
        }
      }
    }
    if (cells >= minCells) patches.push({ left, top, right, bottom, cells, weight });
  }
  return patches.sort(heavierFirst).slice(0, maxPatches);
}

/** A square to be cropped, in pixels, and the patch it is for. */
interface Crop {
  readonly patch: Patch;
  readonly x: number;
  readonly y: number;
  readonly side: number;
}

/** How patches become crops, in pixels of the frame but for `padding`, a share of the patch's longer side. */
export interface CropRule {
  readonly width: number;
  readonly height: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly minSide: number;
  readonly padding: number;
  readonly most: number;
}

/**
 * Turns patches, the heaviest first, into crops that are square in pixels and lie inside the frame. Crops that overlap by
 * a quarter of the smaller one become one.
 *
 * @returns at most `rule.most` boxes in fractions of the frame, the heaviest first.
 */
export function cropPatches(patches: readonly Patch[], rule: CropRule): Box[] {
  let crops = patches.map((patch) => cropOf(patch, rule));
  for (let pair = overlappingPair(crops); pair; pair = overlappingPair(crops)) {
    const [a, b] = pair;
    crops = [cropOf(joined(a.patch, b.patch), rule), ...crops.filter((crop) => crop !== a && crop !== b)];
  }
  return crops
    .sort((a, b) => heavierFirst(a.patch, b.patch))
    .slice(0, rule.most)
    .map(({ x, y, side }) => ({
      x: x / rule.width,
      y: y / rule.height,
      width: side / rule.width,
      height: side / rule.height,
    }));
}

function cropOf(patch: Patch, rule: CropRule): Crop {
  const { width, height, cellWidth, cellHeight } = rule;
  const patchWidth = (patch.right - patch.left) * cellWidth;
  const patchHeight = (patch.bottom - patch.top) * cellHeight;
  const wanted = Math.max(rule.minSide, Math.max(patchWidth, patchHeight) * (1 + 2 * rule.padding));
  const side = Math.round(Math.min(width, height, wanted));
  const x = Math.round(patch.left * cellWidth + (patchWidth - side) / 2);
  const y = Math.round(patch.top * cellHeight + (patchHeight - side) / 2);
  return { patch, side, x: Math.min(width - side, Math.max(0, x)), y: Math.min(height - side, Math.max(0, y)) };
}

function overlappingPair(crops: readonly Crop[]): readonly [Crop, Crop] | undefined {
  for (const [i, a] of crops.entries()) {
    const b = crops.slice(i + 1).find((other) => overlap(a, other) >= 0.25);
    if (b) return [a, b];
  }
  return undefined;
}

/** The share of the smaller crop that lies in the other. */
function overlap(a: Crop, b: Crop): number {
  const width = Math.min(a.x + a.side, b.x + b.side) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.side, b.y + b.side) - Math.max(a.y, b.y);
  return (Math.max(0, width) * Math.max(0, height)) / Math.min(a.side, b.side) ** 2;
}

function joined(a: Patch, b: Patch): Patch {
  return {
    left: Math.min(a.left, b.left),
    top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right),
    bottom: Math.max(a.bottom, b.bottom),
    cells: a.cells + b.cells,
    weight: a.weight + b.weight,
  };
}

/** Equal weights are told apart by place, so that the order never depends on the engine. */
function heavierFirst(a: Patch, b: Patch): number {
  return b.weight - a.weight || a.top - b.top || a.left - b.left;
}
