/** A stream of numbers in [0, 1) that depends on nothing but its seed (mulberry32, public domain). */
export type Random = () => number;

/** Makes the stream of `seed`. */
export function createRandom(seed: number): Random {
  let state = (seed * 0x9e3779b1) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A number in [0, 1) for two integers: the same every time. */
export function hash(a: number, b: number): number {
  let mixed = Math.imul(a | 0, 0x27d4eb2d) ^ Math.imul(b | 0, 0x165667b1);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 4294967296;
}

/** The side of the noise tables, a power of two. */
export const noiseSide = 512;
const mask = noiseSide - 1;

/** Fractal noise that repeats every {@link noiseSide} texels in both directions; values 0..1 about a mean of 0.5. */
export const cloudNoise = fractal(7, [8, 16, 32, 64, 128], 0.5);

/** Smoother fractal noise, without its finest layers. */
export const softNoise = fractal(23, [8, 16, 32], 0.45);

/** The noise at a point, in texels, without interpolation: fine where a pixel is a texel or more. */
export function noiseAt(table: Float32Array, x: number, y: number): number {
  return table[((Math.floor(y) & mask) << 9) | (Math.floor(x) & mask)] as number;
}

/** The noise at a point, in texels, interpolated. */
export function smoothNoiseAt(table: Float32Array, x: number, y: number): number {
  const column = Math.floor(x);
  const row = Math.floor(y);
  const across = x - column;
  const left = column & mask;
  const right = (column + 1) & mask;
  const top = (row & mask) << 9;
  const bottom = ((row + 1) & mask) << 9;
  const upper = (table[top | left] as number) * (1 - across) + (table[top | right] as number) * across;
  const lower = (table[bottom | left] as number) * (1 - across) + (table[bottom | right] as number) * across;
  return upper + (lower - upper) * (y - row);
}

/** Smooth noise along a line, 0..1, one new value each unit of `x`. */
export function wave(seed: number, x: number): number {
  const cell = Math.floor(x);
  const at = x - cell;
  const eased = at * at * (3 - 2 * at);
  return hash(seed, cell) * (1 - eased) + hash(seed, cell + 1) * eased;
}

/** 0 below `from`, 1 above `to`, a smooth step between. */
export function smoothstep(from: number, to: number, value: number): number {
  const x = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return x * x * (3 - 2 * x);
}

function fractal(seed: number, cells: readonly number[], gain: number): Float32Array {
  const table = new Float32Array(noiseSide * noiseSide);
  let weight = 1;
  for (const [layer, count] of cells.entries()) {
    const random = createRandom(seed * 31 + layer);
    const grid = Float32Array.from({ length: count * count }, random);
    addLayer(table, grid, count, weight);
    weight *= gain;
  }
  return normalise(table);
}

function addLayer(table: Float32Array, grid: Float32Array, count: number, weight: number): void {
  const step = count / noiseSide;
  for (let y = 0; y < noiseSide; y++) {
    const row = Math.floor(y * step);
    const down = ease(y * step - row);
    const next = (row + 1) % count;
    for (let x = 0; x < noiseSide; x++) {
      const column = Math.floor(x * step);
      const across = ease(x * step - column);
      const beside = (column + 1) % count;
      const upper = mix(grid[row * count + column] as number, grid[row * count + beside] as number, across);
      const lower = mix(grid[next * count + column] as number, grid[next * count + beside] as number, across);
      table[y * noiseSide + x] = (table[y * noiseSide + x] as number) + weight * mix(upper, lower, down);
    }
  }
}

/** Stretches values to 0..1, with 1 % of them cut off at each end. */
function normalise(table: Float32Array): Float32Array {
  const sorted = Float32Array.from(table).sort();
  const low = sorted[Math.floor(sorted.length * 0.01)] as number;
  const high = sorted[Math.floor(sorted.length * 0.99)] as number;
  return table.map((value) => Math.min(1, Math.max(0, (value - low) / (high - low))));
}

function ease(x: number): number {
  return x * x * (3 - 2 * x);
}

function mix(a: number, b: number, share: number): number {
  return a + (b - a) * share;
}
