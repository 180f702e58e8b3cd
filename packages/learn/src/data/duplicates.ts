import { type Sketches, sketch } from './sketches.ts';
import { createUnion } from './union.ts';
import { dot, inverseLengths, type Vectors } from './vectors.ts';

/**
 * Rows are near-duplicates from this cosine similarity on, unless told. On features of resnet18-w0.5-224, whole frames a
 * second apart have a median of 0.97 to 1 in clips of fixed cameras, and any two frames of one room at least 0.935: a lower
 * limit joins all that a camera sees, with people and without. Crops of one picture have 0.7 to 0.97: vectors do not tell.
 */
export const nearDuplicate = 0.98;
/** Up to so many different rows, every pair is compared. */
const exhaustiveRows = 2_048;
/** A row is compared with so many before it in its bucket, and with so many before it in the order given. */
const window = 64;

/** Two rows that are alike. */
export interface Link {
  readonly a: number;
  /** Above `a`. */
  readonly b: number;
  /** The cosine of the angle between them; exactly 1 when they are the same to the last bit. */
  readonly similarity: number;
}

/** Which rows are near-duplicates. */
export interface NearDuplicates {
  /** For each row the first row of its group: of those that a chain of near-duplicates joins. */
  readonly groupOf: Int32Array;
  /** The pairs that made the groups: one fewer than a group has rows. Where a group holds two labels, one of them does. */
  readonly links: readonly Link[];
  /** How many rows equal an earlier one to the last bit. */
  readonly repeats: number;
  /** The share of pairs just at the limit that the search does not see, about; 0 when all pairs were compared. */
  readonly missed: number;
}

/**
 * Groups near-duplicates: rows whose cosine similarity is at or above a limit, joined in chains.
 *
 * Equal rows are always found, and of up to 2,048 different ones every pair is compared. Above that only rows that share
 * a bucket of random hyperplanes, or stand within 64 of each other in the order given (so give rows in the order of time):
 * time grows with the count, not its square, and `missed` says what share of pairs may escape. More alike pairs escape
 * less, and of a group of many, hardly any. Rows of zeros equal each other; those with a value that is not a finite
 * number have no duplicates.
 *
 * @param options.similarity 0.98 unless told; above 1 only equal rows are duplicates.
 */
export function nearDuplicates(
  vectors: Vectors,
  options: { readonly similarity?: number; readonly seed?: number } = {},
): NearDuplicates {
  const { similarity = nearDuplicate, seed = 1 } = options;
  const { features, dims } = vectors;
  const count = features.length / dims;
  const union = createUnion(count);
  const links: Link[] = [];
  const first = firstEqual(vectors);
  const inverse = inverseLengths(vectors);
  for (let row = 0; row < count; row++) {
    const a = first[row] as number;
    if (a < row && union.join(a, row)) links.push({ a, b: row, similarity: 1 });
  }
  const repeats = links.length;
  const rows = Int32Array.from({ length: count }, (_, row) => row).filter(
    (row) => first[row] === row && (inverse[row] as number) > 0,
  );
  const compare = (i: number, j: number): void => {
    const [a, b] = [rows[i] as number, rows[j] as number];
    if (union.find(a) === union.find(b)) return;
    const cosine = dot(features, a * dims, features, b * dims, dims) * (inverse[a] as number) * (inverse[b] as number);
    if (cosine >= similarity && union.join(a, b)) links.push({ a, b, similarity: Math.min(cosine, 1 - 1e-9) });
  };
  let missed = 0;
  if (similarity > 1) {
    // Only equal rows count.
  } else if (rows.length <= exhaustiveRows) {
    for (let j = 1; j < rows.length; j++) for (let i = 0; i < j; i++) compare(i, j);
  } else {
    const sketches = sketch(vectors, rows, inverse, similarity, seed);
    missed = sketches.missed;
    compareNeighbours(rows.length, sketches, compare);
  }
  return { groupOf: Int32Array.from({ length: count }, (_, row) => union.find(row)), links, repeats, missed };
}

/** For each row the first that equals it to the last bit: itself when there is none, or a value is not finite. */
function firstEqual({ features, dims }: Vectors): Int32Array {
  const words = new Uint32Array(features.buffer, features.byteOffset, features.length);
  const count = features.length / dims;
  const firstOf = new Map<number, number>();
  const next = new Int32Array(count).fill(-1);
  return Int32Array.from({ length: count }, (_, row) => {
    let hash = 0x811c9dc5;
    let finite = true;
    for (let at = row * dims; at < (row + 1) * dims; at++) {
      hash = Math.imul(hash ^ (words[at] as number), 0x01000193);
      hash ^= hash >>> 15;
      finite &&= Number.isFinite(features[at]);
    }
    if (!finite) return row;
    const head = firstOf.get(hash) ?? -1;
    for (let other = head; other >= 0; other = next[other] as number) if (equal(words, dims, other, row)) return other;
    next[row] = head;
    firstOf.set(hash, row);
    return row;
  });
}

function equal(words: Uint32Array, dims: number, a: number, b: number): boolean {
  for (let d = 0; d < dims; d++) if (words[a * dims + d] !== words[b * dims + d]) return false;
  return true;
}

function compareNeighbours(count: number, sketches: Sketches, compare: (i: number, j: number) => void): void {
  for (let j = 1; j < count; j++) {
    for (let i = Math.max(0, j - window); i < j; i++) if (!sketches.unlike(i, j)) compare(i, j);
  }
  for (const buckets of sketches.tables) {
    const starts = new Int32Array(sketches.bucketCount + 1);
    for (const bucket of buckets) starts[bucket + 1] = (starts[bucket + 1] as number) + 1;
    for (let bucket = 0; bucket < sketches.bucketCount; bucket++) {
      starts[bucket + 1] = (starts[bucket + 1] as number) + (starts[bucket] as number);
    }
    const ends = starts.slice(0, -1);
    const order = new Int32Array(count);
    for (let j = 0; j < count; j++) {
      const bucket = buckets[j] as number;
      const end = ends[bucket] as number;
      for (let at = Math.max(starts[bucket] as number, end - window); at < end; at++) {
        const i = order[at] as number;
        if (!sketches.unlike(i, j)) compare(i, j);
      }
      order[end] = j;
      ends[bucket] = end + 1;
    }
  }
}
