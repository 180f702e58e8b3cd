import type { Canvas } from './canvas.ts';
import { cloudNoise, hash, noiseSide, softNoise, wave } from './noise.ts';

/** A fire in the picture; lengths in pixels. */
export interface Flames {
  /** Where the middle of its foot is. */
  readonly x: number;
  readonly y: number;
  /** How high its tallest flames stand. */
  readonly height: number;
  /** Half the width of its foot. */
  readonly halfWidth: number;
  /** Metres from the camera. */
  readonly depth: number;
  readonly seed: number;
  /** How far the wind bends it over, in widths of its height; negative to the left. */
  readonly lean: number;
  /** How strongly the camera is dazzled: about 1 by day, more at night. */
  readonly exposure: number;
}

const mask = noiseSide - 1;
const steps = 256;
const brightest = 2.4;
const palette = createPalette();

/**
 * Paints flames as they are at `t` seconds: tongues of a turbulent sheet that rises, in the colours of glowing soot.
 *
 * Noise carries the sheet upwards; a slower noise bends it; a third one tears its upper part into licks.
 */
export function paintFlames(canvas: Canvas, flames: Flames, t: number): void {
  const { height, halfWidth, seed } = flames;
  const reach = halfWidth + height * (0.35 + Math.abs(flames.lean));
  const left = Math.max(0, Math.floor(flames.x - reach));
  const right = Math.min(canvas.width - 1, Math.ceil(flames.x + reach));
  const top = Math.max(0, Math.floor(flames.y - height * 1.35));
  const bottom = Math.min(canvas.height - 1, Math.ceil(flames.y + height * 0.06));
  const rising = (t * 1.25) / Math.max(0.45, Math.sqrt(height / 110));
  const half = halfWidth / height;
  const tongues = tongueHeights(flames, t);
  for (let y = top; y <= bottom; y++) {
    const v = (flames.y - y) / height;
    const up = Math.max(0, v);
    const bend = flames.lean * up ** 1.5;
    const slow = ((Math.floor((v * 0.55 - rising * 0.55) * -150 + seed * 61) & mask) << 9) >>> 0;
    const body = ((Math.floor((v * 0.75 - rising) * -150 + seed * 17) & mask) << 9) >>> 0;
    const lick = ((Math.floor((v * 1.1 - rising * 1.5) * -200 + seed * 97) & mask) << 9) >>> 0;
    const sway = 0.16 + 0.34 * up;
    const edge = half + sway / 2;
    for (let x = left; x <= right; x++) {
      const u = (x - flames.x) / height - bend;
      if (u > edge || u < -edge) continue;
      const pixel = y * canvas.width + x;
      if ((canvas.depth[pixel] as number) < flames.depth) continue;
      const warp = (softNoise[slow | (Math.floor(u * 120 + 40) & mask)] as number) - 0.5;
      const moved = u + warp * sway;
      const place = ((moved / half + 1) * 0.5 * (tongueCount - 1)) | 0;
      if (place < 0 || place >= tongueCount - 1) continue;
      const share = (moved / half + 1) * 0.5 * (tongueCount - 1) - place;
      const tall = (tongues[place] as number) * (1 - share) + (tongues[place + 1] as number) * share;
      if (tall < 0.02) continue;
      const rim = (moved / half) ** 2;
      // Seen from above, the foot is an ellipse: its near edge is lower in the middle.
      const foot = v - 0.09 * rim;
      const within = 1 - foot / tall;
      if (within < -0.6) continue;
      const n1 = cloudNoise[body | (Math.floor(moved * 210 + 300) & mask)] as number;
      const n2 = cloudNoise[lick | (Math.floor((moved + warp * 0.2) * 330 + 90) & mask)] as number;
      const ridge = 1 - Math.abs(2 * n1 - 1);
      let heat = within * 1.25 + (ridge - 0.55) * (0.75 + 0.5 * up) + (n2 - 0.5) * (0.7 + 0.7 * up) - 0.12;
      heat -= rim * rim * 0.8;
      // The foot is ragged: flames begin at different heights between the logs.
      if (foot < 0.1) heat *= Math.max(0, Math.min(1, (foot + 0.1 * n2 - 0.01) / 0.08));
      if (heat > 0.02) glowPixel(canvas.rgb, pixel * 3, heat * flames.exposure);
    }
  }
}

const tongueCount = 48;

/** How high the flames reach along the foot: a mound of tongues that rise, sink and move about. */
function tongueHeights({ seed }: Flames, t: number): Float32Array {
  const heights = new Float32Array(tongueCount);
  for (let i = 0; i < tongueCount; i++) {
    const u = (i / (tongueCount - 1)) * 2 - 1;
    const mound = Math.sqrt(Math.max(0, 1 - u * u));
    const broad = wave(seed + 3, u * 1.7 + t * 0.35 + 50);
    const quick = wave(seed + 11, u * 4.5 - t * 0.8 + 80 + wave(seed, t * 2.2));
    const beat = 0.88 + 0.24 * wave(seed + 29, t * 4);
    heights[i] = mound * beat * (0.3 + 0.55 * broad + 0.4 * quick) * 0.92;
  }
  return heights;
}

function glowPixel(rgb: Uint8ClampedArray, at: number, heat: number): void {
  const step = Math.min(steps - 1, ((heat / brightest) * steps) | 0) * 4;
  const veil = palette[step + 3] as number;
  rgb[at] = (rgb[at] as number) * veil + (palette[step] as number);
  rgb[at + 1] = (rgb[at + 1] as number) * veil + (palette[step + 1] as number);
  rgb[at + 2] = (rgb[at + 2] as number) * veil + (palette[step + 2] as number);
}

/** Heat → red, green, blue to add, and the share of the background that still shows through. */
function createPalette(): Float32Array {
  const table = new Float32Array(steps * 4);
  for (let i = 0; i < steps; i++) {
    const heat = (i / steps) * brightest;
    table[i * 4] = 255 * (1 - Math.exp(-3.4 * heat ** 1.15));
    table[i * 4 + 1] = 255 * (1 - Math.exp(-1.05 * heat ** 1.7));
    table[i * 4 + 2] = 255 * (1 - Math.exp(-0.2 * heat ** 2.6));
    table[i * 4 + 3] = Math.exp(-3 * heat ** 1.3);
  }
  return table;
}

/** Paints sparks that fly up from a fire, each with a life of its own that repeats with other luck. */
export function paintSparks(canvas: Canvas, flames: Flames, t: number, count: number): void {
  const { seed, height } = flames;
  for (let i = 0; i < count; i++) {
    const life = 0.9 + 1.3 * hash(seed + 5, i);
    const turns = t / life + hash(seed + 6, i);
    const turn = Math.floor(turns);
    const age = turns - turn;
    const luck = hash(seed + i * 31, turn);
    const rise = height * (0.3 + 1.5 * age * (0.5 + luck));
    const wander = Math.sin(age * 9 + luck * 40) * 0.05 + (luck - 0.5) * 0.8 * (0.4 + age);
    const x = flames.x + wander * flames.halfWidth * 2 + flames.lean * height * age * 1.6;
    const y = flames.y - rise;
    sparkle(canvas, x, y, flames.depth, (1 - age) * flames.exposure);
  }
}

function sparkle(canvas: Canvas, x: number, y: number, depth: number, strength: number): void {
  const left = Math.floor(x - 0.5);
  const top = Math.floor(y - 0.5);
  for (let corner = 0; corner < 4; corner++) {
    const column = left + (corner & 1);
    const row = top + (corner >> 1);
    if (column < 0 || row < 0 || column >= canvas.width || row >= canvas.height) continue;
    const pixel = row * canvas.width + column;
    if ((canvas.depth[pixel] as number) < depth) continue;
    const cover = Math.max(0, 1 - Math.abs(column + 0.5 - x)) * Math.max(0, 1 - Math.abs(row + 0.5 - y));
    glowPixel(canvas.rgb, pixel * 3, Math.min(1.3, strength * 1.4) * cover);
  }
}
