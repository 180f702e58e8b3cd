import type { Edges } from './structure.ts';

/** Where the edges of a view are in a picture, in cells, and how well they match there and where they were. */
export interface Shift {
  readonly columns: number;
  readonly rows: number;
  readonly match: number;
  readonly matchInPlace: number;
}

/** Every second cell of every second line is compared: a quarter of the time, and edges are wider than a cell. */
const step = 2;

/** Looks for the shift, by normalised correlation, of up to so many cells at which a picture's edges match a view's best. */
export function findShift(picture: Edges, view: Edges, mostColumns = 16, mostRows = 9): Shift {
  const matchInPlace = matchAt(picture, view, 0, 0);
  let best: Shift = { columns: 0, rows: 0, match: matchInPlace, matchInPlace };
  for (let rows = -mostRows; rows <= mostRows; rows++) {
    for (let columns = -mostColumns; columns <= mostColumns; columns++) {
      const match = matchAt(picture, view, columns, rows);
      if (match > best.match) best = { columns, rows, match, matchInPlace };
    }
  }
  return best;
}

function matchAt(picture: Edges, view: Edges, shiftColumns: number, shiftRows: number): number {
  const { columns, rows } = picture;
  let [both, own, other] = [0, 0, 0];
  for (let row = Math.max(0, shiftRows); row < Math.min(rows, rows + shiftRows); row += step) {
    const last = row * columns + Math.min(columns, columns + shiftColumns);
    for (let at = row * columns + Math.max(0, shiftColumns); at < last; at += step) {
      const from = at - shiftRows * columns - shiftColumns;
      const a = picture.across[at] as number;
      const b = picture.down[at] as number;
      const c = view.across[from] as number;
      const d = view.down[from] as number;
      both += a * c + b * d;
      own += a * a + b * b;
      other += c * c + d * d;
    }
  }
  return both / Math.sqrt(own * other + 1e-6);
}
