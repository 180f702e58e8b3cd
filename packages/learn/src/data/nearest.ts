import { cosineTo, dot, inverseLengths, type Vectors } from './vectors.ts';

/** What {@link createNearest} looks for. */
export interface NearestOptions {
  /** How many answers. */
  readonly k: number;
  /** Answers are at least as similar as this to a row of the query; any, unless told. */
  readonly atLeast?: number;
  /**
   * From this similarity on two rows are the same: such rows of the query are no answers, and of such answers only the
   * most similar is one. The lower, the more unlike each other the answers are. Unless told, nothing is left out.
   */
  readonly same?: number;
}

/** An answer. */
export interface Neighbour {
  /** The row's place in everything that was pushed, from 0. */
  readonly row: number;
  /** The cosine of the angle to the nearest row of the query, −1 to 1. */
  readonly similarity: number;
  /** Which row of the query that is. */
  readonly query: number;
}

/** A search that rows are pushed through; it holds a few hundred of them at most. */
export interface Nearest {
  /** Looks at more rows. They are copied where they are kept: the buffer may be used again. */
  push(features: Float32Array): void;
  /** The answers so far, the most similar first. */
  best(): Neighbour[];
  /** How many rows were seen. */
  readonly seen: number;
}

interface Kept extends Neighbour {
  readonly values: Float32Array;
  /** One over their length. */
  readonly inverse: number;
  /** To the query. */
  readonly angle: number;
}

/**
 * Finds the rows most like a query of one or more rows, by cosine similarity to the nearest of these.
 *
 * Rows come in any number of pushes. Without `same` the answer is that of comparing all; with it, a row that resembles a
 * better one is left out as soon as both are held, even where that better one is itself left out later.
 *
 * @param query rows without a direction (zeros, not finite) match nothing; such rows pushed are no answers.
 */
export function createNearest(query: Vectors, options: NearestOptions): Nearest {
  const { k, atLeast = -1, same = Number.POSITIVE_INFINITY } = options;
  const { dims } = query;
  const queries = directionsOf(query);
  // Twice k survive, so that answers left out later have successors.
  const survivors = Math.max(16, 2 * k);
  /** The best so far, unlike each other, the most similar first; and those that came after they were last looked through. */
  let settled: Kept[] = [];
  let fresh: Kept[] = [];
  let floor = atLeast;
  let full = false;
  let last: Kept | undefined;
  let seen = 0;

  const settle = (): void => {
    fresh.sort(order);
    settled = merge(settled, fresh, same).slice(0, survivors);
    fresh = [];
    full ||= settled.length === survivors;
    if (full) floor = Math.max(floor, settled[survivors - 1]?.similarity ?? floor);
  };

  return {
    get seen() {
      return seen;
    },
    push(features) {
      const count = features.length / dims;
      for (let place = 0; place < count; place++) {
        const at = place * dims;
        let similarity = Number.NEGATIVE_INFINITY;
        let which = 0;
        for (const { row: number, direction } of queries) {
          const found = cosineTo(features, at, direction);
          if (found > similarity) {
            similarity = found;
            which = number;
          }
        }
        // A row without a direction fails the first: its similarity is no number, or was never set.
        if (similarity >= floor && !(full && similarity === floor) && similarity < same) {
          const values = features.subarray(at, at + dims);
          const row = measured(values, seen + place, similarity, which);
          // Rows come in the order of time: what one resembles, the next resembles too.
          if (last && order(last, row) < 0 && cosine(last, row) >= same) continue;
          last = findSame(row, settled, same);
          if (!last) fresh.push({ ...row, values: values.slice() });
          if (fresh.length === survivors) settle();
        }
      }
      seen += count;
    },
    best() {
      settle();
      return settled.slice(0, k).map(({ row, similarity, query: which }) => ({ row, similarity, query: which }));
    },
  };
}

/** The rows that have a direction, at length 1. */
function directionsOf({ features, dims }: Vectors): { readonly row: number; readonly direction: Float64Array }[] {
  return Array.from(inverseLengths({ features, dims }), (inverse, row) => ({
    row,
    inverse,
    direction: Float64Array.from(features.subarray(row * dims, (row + 1) * dims), (value) => value * inverse),
  })).filter(({ inverse }) => inverse > 0);
}

function measured(values: Float32Array, row: number, similarity: number, query: number): Kept {
  const inverse = 1 / Math.sqrt(dot(values, 0, values, 0, values.length));
  return { row, similarity, query, values, inverse, angle: Math.acos(Math.min(1, Math.max(-1, similarity))) };
}

/** The most similar first; of equals, the one that came first. */
function order(a: Kept, b: Kept): number {
  return b.similarity - a.similarity || a.row - b.row;
}

/** Merges rows that are unlike each other with others, both in order, and leaves out what resembles a better one. */
function merge(settled: readonly Kept[], fresh: readonly Kept[], same: number): Kept[] {
  const merged: Kept[] = [];
  const added: Kept[] = [];
  let next = 0;
  for (const row of settled) {
    for (; next < fresh.length && order(fresh[next] as Kept, row) < 0; next++)
      add(fresh[next] as Kept, merged, added, same);
    if (!findSame(row, added, same)) merged.push(row);
  }
  for (; next < fresh.length; next++) add(fresh[next] as Kept, merged, added, same);
  return merged;
}

function add(row: Kept, merged: Kept[], added: Kept[], same: number): void {
  if (findSame(row, merged, same)) return;
  merged.push(row);
  added.push(row);
}

/**
 * Finds a better row of a list in order that is the same as this one. Those whose angle to the query is nearest to its own come
 * first: they are the likeliest to be; and once the two angles differ by more than `same` allows, no other can be.
 */
function findSame(row: Kept, list: readonly Kept[], same: number): Kept | undefined {
  if (same > 1) return undefined;
  // Rounding of an angle near 0 is larger than that of its cosine.
  const apart = Math.acos(Math.max(-1, same)) + 1e-3;
  for (let i = betterThan(row, list) - 1; i >= 0; i--) {
    const other = list[i] as Kept;
    if (row.angle - other.angle > apart) return undefined;
    if (cosine(other, row) >= same) return other;
  }
  return undefined;
}

function cosine(a: Kept, b: Kept): number {
  return dot(a.values, 0, b.values, 0, a.values.length) * a.inverse * b.inverse;
}

/** How many of a list in order are better than a row. */
function betterThan(row: Kept, list: readonly Kept[]): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (order(list[middle] as Kept, row) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
