import { type NearDuplicates, nearDuplicates } from './duplicates.ts';
import { createUnion } from './union.ts';
import type { Vectors } from './vectors.ts';

/** Rows and where they come from. */
export interface SeenVectors extends Vectors {
  /** The camera of each row; '' where there is none (a picture from a folder). */
  readonly cameras: ArrayLike<string>;
  /** When each was captured, milliseconds since the epoch; NaN where that is not known. */
  readonly times: ArrayLike<number>;
}

/** Which rows belong together. */
export interface Groups {
  /** The group of each row, from 0, in the order of their first rows. */
  readonly groups: Int32Array;
  readonly count: number;
  readonly duplicates: NearDuplicates;
}

/** Two looks of a camera that are closer than this show the same event, unless told: a minute. */
const sameEventMs = 60_000;

/**
 * Groups rows that must not stand on both sides of a split: those of one camera whose times follow each other closer than
 * a gap, joined with near-duplicates. A head judged on frames of an event that it learnt from would look better than it is.
 *
 * @param options.gapMs a minute unless told.
 * @param options.similarity see {@link nearDuplicates}.
 * @param options.duplicates those found already, in place of a search.
 */
export function groupItems(
  seen: SeenVectors,
  options: {
    readonly gapMs?: number;
    readonly similarity?: number;
    readonly seed?: number;
    readonly duplicates?: NearDuplicates;
  } = {},
): Groups {
  const { cameras, times, features, dims } = seen;
  const { gapMs = sameEventMs, duplicates = nearDuplicates(seen, options) } = options;
  const count = features.length / dims;
  const union = createUnion(count);
  duplicates.groupOf.forEach((first, row) => {
    union.join(first, row);
  });
  const rowsOf = new Map<string, number[]>();
  for (let row = 0; row < count; row++) {
    const camera = cameras[row] as string;
    if (camera === '' || !Number.isFinite(times[row])) continue;
    const rows = rowsOf.get(camera);
    if (rows) rows.push(row);
    else rowsOf.set(camera, [row]);
  }
  for (const rows of rowsOf.values()) {
    rows.sort((a, b) => (times[a] as number) - (times[b] as number));
    rows.forEach((row, i) => {
      const before = rows[i - 1];
      if (before !== undefined && (times[row] as number) - (times[before] as number) < gapMs) union.join(before, row);
    });
  }
  const numbers = new Map<number, number>();
  const groups = Int32Array.from({ length: count }, (_, row) => {
    const root = union.find(row);
    const number = numbers.get(root) ?? numbers.size;
    numbers.set(root, number);
    return number;
  });
  return { groups, count: numbers.size, duplicates };
}
