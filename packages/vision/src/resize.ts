import type { Box } from '@splitsight/wire';
import type { Frame } from './frame.ts';

/** The size of a model's input, in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Scales a region of a frame to `size` and writes it as RGB, row by row, into `target` from `offset` on.
 *
 * Along each axis by itself: a target pixel is the mean of what it covers when shrinking (box filter, edges weighed by
 * their share), and interpolated between its two neighbours when growing (bilinear, pixel centres). A region of the
 * target's very size is copied. The aspect ratio is not kept: training and watching treat pictures the same way, through
 * this function.
 *
 * @param box in fractions of the frame; what lies outside the frame repeats its edge.
 * @param target has at least `offset` + width × height × 3 bytes.
 */
export function resizeRegion(frame: Frame, box: Box, size: Size, target: Uint8Array, offset = 0): void {
  const columns = createTaps(box.x * frame.width, box.width * frame.width, size.width, frame.width);
  const rows = createTaps(box.y * frame.height, box.height * frame.height, size.height, frame.height);
  const rowLength = size.width * 3;
  // Rows of the frame are narrowed once and kept while target rows need them.
  const most = Math.max(3, rows.most);
  const lines = Array.from({ length: most }, () => new Uint16Array(rowLength));
  const held = new Int32Array(most).fill(-1);
  const lineOf = (row: number) => {
    const line = lines[row % most] as Uint16Array;
    if (held[row % most] !== row) narrowRow(frame.rgb, row * frame.width * 3, columns, line);
    held[row % most] = row;
    return line;
  };
  const sums = new Int32Array(rowLength);
  for (let y = 0, out = offset; y < size.height; y++, out += rowLength) {
    const row = rows.first[y] as number;
    const start = rows.start[y] as number;
    const weights = rows.weight.subarray(start, rows.start[y + 1]);
    if (weights.length <= 3) {
      const middle = weights.length > 1 ? lineOf(row + 1) : undefined;
      const last = weights.length > 2 ? lineOf(row + 2) : undefined;
      mixRows(lineOf(row), middle, last, weights, target, out);
      continue;
    }
    sums.fill(half);
    for (let i = 0; i < weights.length; i++) addRow(sums, lineOf(row + i), weights[i] as number);
    for (let i = 0; i < rowLength; i++) target[out + i] = (sums[i] as number) >> finalShift;
  }
}

/** Weights are whole 16,384ths and add up to that for every target pixel, so flat areas keep their exact value. */
const one = 16_384;
/** Narrowed rows are kept in 256ths (16 bits): 14 bits of weight make 8 of them by this shift. */
const narrowShift = 6;
/** What is left of both axes' weights, 8 + 14 bits, and the half that rounds to the nearest value. */
const finalShift = 22;
const half = 2 ** (finalShift - 1);
const narrowHalf = 2 ** (narrowShift - 1);

/** For target pixel i: the source pixels from `first[i]` on, with the weights from `start[i]` up to `start[i + 1]`. */
interface Taps {
  readonly first: Int32Array;
  readonly start: Int32Array;
  readonly weight: Uint16Array;
  /** The most weights of any target pixel. */
  readonly most: number;
}

function createTaps(from: number, length: number, count: number, limit: number): Taps {
  const step = length / count;
  const first = new Int32Array(count);
  const start = new Int32Array(count + 1);
  const weight = new Uint16Array(count * (Math.ceil(Math.max(1, step)) + 1));
  let end = 0;
  let most = 0;
  for (let i = 0; i < count; i++) {
    // A box as wide as the step when shrinking; when growing, one a source pixel wide around the same centre, which is
    // bilinear interpolation.
    const centre = from + (i + 0.5) * step;
    const reach = Math.max(1, step) / 2;
    const low = snap(centre - reach);
    const high = snap(centre + reach);
    const left = clamp(Math.floor(low), limit);
    const right = clamp(Math.ceil(high) - 1, limit);
    first[i] = left;
    let given = 0;
    for (let source = left; source < right; source++) {
      // The first and the last pixel stand for what lies beyond them, too.
      const share = Math.round(((source + 1 - low) / (high - low)) * one) - given;
      weight[end++] = share;
      given += share;
    }
    weight[end++] = one - given;
    most = Math.max(most, right - left + 1);
    start[i + 1] = end;
  }
  return { first, start, weight, most };
}

/** Takes a position that is whole but for rounding errors as whole. */
function snap(position: number): number {
  const whole = Math.round(position);
  return Math.abs(position - whole) < 1e-6 ? whole : position;
}

function clamp(index: number, limit: number): number {
  return Math.min(limit - 1, Math.max(0, index));
}

/** Narrows (or widens) the row that begins at byte `begin`; the results are 256 times the pixel values. */
function narrowRow(rgb: Uint8Array, begin: number, columns: Taps, line: Uint16Array): void {
  const { first, start, weight } = columns;
  let out = 0;
  let tap = 0;
  for (let x = 0; x < first.length; x++) {
    const end = start[x + 1] as number;
    let at = begin + (first[x] as number) * 3;
    let red = narrowHalf;
    let green = narrowHalf;
    let blue = narrowHalf;
    for (; tap < end; tap++, at += 3) {
      const share = weight[tap] as number;
      red += share * (rgb[at] as number);
      green += share * (rgb[at + 1] as number);
      blue += share * (rgb[at + 2] as number);
    }
    line[out] = red >> narrowShift;
    line[out + 1] = green >> narrowShift;
    line[out + 2] = blue >> narrowShift;
    out += 3;
  }
}

/** The common case in one pass: at most three rows. */
function mixRows(
  first: Uint16Array,
  middle: Uint16Array | undefined,
  last: Uint16Array | undefined,
  weights: Uint16Array,
  target: Uint8Array,
  out: number,
): void {
  const a = weights[0] as number;
  const b = weights[1] ?? 0;
  const c = weights[2] ?? 0;
  const second = middle ?? first;
  const third = last ?? first;
  for (let i = 0; i < first.length; i++) {
    const sum = a * (first[i] as number) + b * (second[i] as number) + c * (third[i] as number);
    target[out + i] = (sum + half) >> finalShift;
  }
}

function addRow(sums: Int32Array, line: Uint16Array, weight: number): void {
  for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] as number) + weight * (line[i] as number);
}
