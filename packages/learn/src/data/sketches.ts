import { createRandom, type Random, shuffled } from '../random.ts';
import { dot, type Vectors } from './vectors.ts';

/** So many random planes; a row's sketch says for each on which side it lies. */
const planes = 64;
const maxTables = 48;
/** About so many rows share a bucket of a table. */
const bucketRows = 32;
/** Tables are added until they miss no more than this of the pairs at the limit. */
const missWanted = 0.01;

/**
 * Which rows may resemble each other: random hyperplanes through the mean of the rows' directions (Charikar, Similarity
 * Estimation Techniques from Rounding Algorithms, 2002). Two rows lie on the same side of a plane with probability
 * 1 − angle / π. Through the mean and not the origin, because features after a ReLU are all in one corner of the space.
 */
export interface Sketches {
  /** For each table the bucket of each row. */
  readonly tables: readonly Int32Array[];
  readonly bucketCount: number;
  /** Whether two sketches differ so much that the rows are not alike: wrong for fewer than one alike pair in 10,000. */
  unlike(a: number, b: number): boolean;
  /** The share of pairs exactly at the limit of similarity that no table brings together. */
  readonly missed: number;
}

/** Sketches `rows` of the vectors. Places in the answers are places in `rows`. */
export function sketch(
  vectors: Vectors,
  rows: Int32Array,
  inverse: Float64Array,
  similarity: number,
  seed: number,
): Sketches {
  const random = createRandom(seed);
  const mean = meanDirection(vectors, rows, inverse);
  const words = sides(vectors, rows, inverse, mean, random);
  const bits = Math.min(16, Math.max(4, Math.ceil(Math.log2(rows.length / bucketRows))));
  const q = sideChance(vectors, rows, inverse, mean, similarity);
  const { count, missed } = tablesNeeded(q, bits);
  const most = Math.ceil(planes * q + 4 * Math.sqrt(planes * q * (1 - q)));
  const numbers = Array.from({ length: planes }, (_, plane) => plane);
  const tables = Array.from({ length: count }, () => {
    const chosen = shuffled(numbers, random).slice(0, bits);
    return rows.map((_, i) =>
      chosen.reduce((key, plane) => (key << 1) | (((words[2 * i + (plane >> 5)] as number) >>> (plane & 31)) & 1), 0),
    );
  });
  return {
    tables,
    bucketCount: 2 ** bits,
    missed,
    unlike: (a, b) =>
      ones((words[2 * a] as number) ^ (words[2 * b] as number)) +
        ones((words[2 * a + 1] as number) ^ (words[2 * b + 1] as number)) >
      most,
  };
}

/** Two words of sides a row. */
function sides(
  { features, dims }: Vectors,
  rows: Int32Array,
  inverse: Float64Array,
  mean: Float32Array,
  random: Random,
): Int32Array {
  const normals = Float32Array.from(
    { length: planes * dims },
    () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  );
  const offsets = Float64Array.from({ length: planes }, (_, plane) => dot(mean, 0, normals, plane * dims, dims));
  const words = new Int32Array(2 * rows.length);
  rows.forEach((row, i) => {
    const start = row * dims;
    const scale = inverse[row] as number;
    // Four planes at a time, so that a value of the row is fetched once for the four.
    for (let plane = 0; plane < planes; plane += 4) {
      const base = plane * dims;
      let w = 0;
      let x = 0;
      let y = 0;
      let z = 0;
      for (let d = 0; d < dims; d++) {
        const value = features[start + d] as number;
        w += value * (normals[base + d] as number);
        x += value * (normals[base + dims + d] as number);
        y += value * (normals[base + 2 * dims + d] as number);
        z += value * (normals[base + 3 * dims + d] as number);
      }
      const above =
        (w * scale > (offsets[plane] as number) ? 1 : 0) |
        (x * scale > (offsets[plane + 1] as number) ? 2 : 0) |
        (y * scale > (offsets[plane + 2] as number) ? 4 : 0) |
        (z * scale > (offsets[plane + 3] as number) ? 8 : 0);
      const at = 2 * i + (plane >> 5);
      words[at] = (words[at] as number) | (above << (plane & 31));
    }
  });
  return words;
}

function meanDirection({ features, dims }: Vectors, rows: Int32Array, inverse: Float64Array): Float32Array {
  const sums = new Float64Array(dims);
  for (const row of rows) {
    const scale = (inverse[row] as number) / rows.length;
    for (let d = 0; d < dims; d++) sums[d] = (sums[d] as number) + (features[row * dims + d] as number) * scale;
  }
  return Float32Array.from(sums);
}

/** The chance that a plane divides two rows at the limit: from their distance and how far the median row is from the mean. */
function sideChance(
  { features, dims }: Vectors,
  rows: Int32Array,
  inverse: Float64Array,
  mean: Float32Array,
  similarity: number,
): number {
  const square = dot(mean, 0, mean, 0, dims);
  const distances = Float64Array.from(rows, (row) => {
    const along = dot(features, row * dims, mean, 0, dims) * (inverse[row] as number);
    return Math.sqrt(Math.max(0, 1 - 2 * along + square));
  }).sort();
  const median = distances[distances.length >> 1] as number;
  const half = Math.asin(Math.min(1, Math.sqrt(2 - 2 * similarity) / 2 / Math.max(median, Number.MIN_VALUE)));
  return Math.min(0.5, (2 * half) / Math.PI);
}

/** How many tables of so many bits bring alike pairs together; a pair differs in about `q` of the planes. */
function tablesNeeded(q: number, bits: number): { readonly count: number; readonly missed: number } {
  for (let count = 8; ; count++) {
    let missed = 0;
    let chance = (1 - q) ** planes;
    let together = 1;
    for (let differing = 0; differing < planes; differing++) {
      missed += chance * (1 - together) ** count;
      chance *= ((planes - differing) / (differing + 1)) * (q / (1 - q));
      together *= Math.max(0, planes - differing - bits) / (planes - differing);
    }
    if (missed <= missWanted || count === maxTables) return { count, missed };
  }
}

/** How many bits of a word are set. */
function ones(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
