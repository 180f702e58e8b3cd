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
  /** At length 1. */
  readonly direction: Float32Array;
  /** Known to be unlike all others that are settled. */
  settled: boolean;
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
  let pool: Kept[] = [];
  let floor = atLeast;
  let full = false;
  let seen = 0;

  const thin = (): void => {
    pool.sort((a, b) => b.similarity - a.similarity || a.row - b.row);
    if (same <= 1) pool = distinct(pool, same, survivors);
    if (pool.length >= survivors) {
      pool.length = survivors;
      floor = pool[survivors - 1]?.similarity ?? floor;
      full = true;
    }
  };

  return {
    get seen() {
      return seen;
    },
    push(features) {
      const count = features.length / dims;
      for (let row = 0; row < count; row++) {
        const at = row * dims;
        let similarity = Number.NEGATIVE_INFINITY;
        let which = 0;
        for (const { row: number, direction } of queries) {
          const cosine = cosineTo(features, at, direction);
          if (cosine > similarity) {
            similarity = cosine;
            which = number;
          }
        }
        // A row without a direction fails the first: its similarity is no number, or was never set.
        if (similarity >= floor && !(full && similarity === floor) && similarity < same) {
          const own = features.subarray(at, at + dims);
          pool.push({ row: seen + row, similarity, query: which, direction: unit(own), settled: false });
          if (pool.length === 2 * survivors) thin();
        }
      }
      seen += count;
    },
    best() {
      thin();
      return pool.slice(0, k).map(({ row, similarity, query: which }) => ({ row, similarity, query: which }));
    },
  };
}

/** The rows that have a direction, at length 1. */
function directionsOf({ features, dims }: Vectors): { readonly row: number; readonly direction: Float64Array }[] {
  return Array.from(inverseLengths({ features, dims }), (inverse, row) => ({
    row,
    direction: Float64Array.from(features.subarray(row * dims, (row + 1) * dims), (value) => value * inverse),
  })).filter(({ direction }) => direction.some((value) => value !== 0));
}

function unit(row: Float32Array): Float32Array {
  const inverse = 1 / Math.sqrt(dot(row, 0, row, 0, row.length));
  return row.map((value) => value * inverse);
}

/** The first `most` rows of a sorted pool that are unlike all before them. */
function distinct(pool: readonly Kept[], same: number, most: number): Kept[] {
  const apart = Math.acos(Math.max(-1, same)) + 1e-6;
  const kept: Kept[] = [];
  for (const row of pool) {
    if (kept.length === most) break;
    if (isNew(row, kept, same, apart)) kept.push(row);
  }
  for (const row of kept) row.settled = true;
  return kept;
}

/**
 * Whether a row is unlike all that were kept. Those whose angle to the query is nearest to its own come first: they are
 * the likeliest to be the same; and once the two angles differ by more than `apart`, no other can be.
 */
function isNew(row: Kept, kept: readonly Kept[], same: number, apart: number): boolean {
  const angle = Math.acos(Math.min(1, Math.max(-1, row.similarity)));
  for (let i = kept.length - 1; i >= 0; i--) {
    const other = kept[i] as Kept;
    if (angle - Math.acos(Math.min(1, Math.max(-1, other.similarity))) > apart) return true;
    if (row.settled && other.settled) continue;
    if (dot(other.direction, 0, row.direction, 0, row.direction.length) >= same) return false;
  }
  return true;
}
