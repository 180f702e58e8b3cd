import type { Block, Layout } from './layout.ts';
import { cloudNoise, hash, smoothNoiseAt, smoothstep, softNoise } from './noise.ts';
import type { LightKind } from './scene.ts';

/** What a ray sees at a point: how it reflects and what it sends out by itself. Linear light; reused between points. */
export interface Surface {
  red: number;
  green: number;
  blue: number;
  /** Light of its own. */
  ownRed: number;
  ownGreen: number;
  ownBlue: number;
}

/** Which way a face looks. */
export type Face = 'front' | 'side' | 'top';

/** Paints a block's face at (u, v): metres along and up (or away). False where the block has a hole. */
export function paintBlock(block: Block, face: Face, u: number, v: number, layout: Layout, out: Surface): boolean {
  const { colour, material } = block;
  let shade = 0.86 + 0.28 * smoothNoiseAt(cloudNoise, u * 22 + block.x1 * 50, v * 22);
  switch (material) {
    case 'plaster':
      shade *= 0.92 + 0.12 * smoothNoiseAt(softNoise, u * 9, v * 3) - (v < 0.5 ? 0.12 * (1 - v / 0.5) : 0);
      break;
    case 'brick': {
      const row = Math.floor(v / 0.16);
      const along = u / 0.42 + (row & 1) * 0.5;
      const joint = v / 0.16 - row < 0.13 || along - Math.floor(along) < 0.06;
      shade *= joint ? 1.45 : 0.75 + 0.5 * hash(Math.floor(along), row);
      break;
    }
    case 'siding':
      shade *= 0.78 + 0.22 * Math.min(1, (v / 0.24 - Math.floor(v / 0.24)) * 4);
      break;
    case 'corrugated':
      shade *= 0.72 + 0.28 * Math.sin(u * 22) ** 2;
      if (hash(Math.floor(u * 3), Math.floor(v * 2)) > 0.93) shade *= 0.8;
      break;
    case 'planks': {
      const plank = u / 0.16;
      const at = plank - Math.floor(plank);
      if (at < 0.07) return false;
      shade *= 0.7 + 0.55 * hash(Math.floor(plank), 5);
      break;
    }
    case 'mesh':
      if (!isMesh(u, v, block.y2)) return false;
      break;
    case 'crate':
      if (face !== 'top')
        shade *= v / 0.14 - Math.floor(v / 0.14) < 0.3 ? 0.22 : 0.8 + 0.4 * hash(Math.floor(v / 0.14), 3);
      else shade *= u / 0.12 - Math.floor(u / 0.12) < 0.2 ? 0.25 : 1;
      break;
    case 'plain':
    case 'roof':
    case 'lamp':
      break;
  }
  out.red = colour[0] * shade;
  out.green = colour[1] * shade;
  out.blue = colour[2] * shade;
  out.ownRed = out.ownGreen = out.ownBlue = 0;
  if (block.windows && face !== 'top') paintOpening(block, face, u, v, layout, out);
  return true;
}

/** Steel posts, a top rail, and wires that are finer than a pixel: some rays meet them. */
function isMesh(u: number, v: number, top: number): boolean {
  const post = u / 2.5;
  if ((post - Math.floor(post)) * 2.5 < 0.09 || v > top - 0.07) return true;
  const down = (u + v) / 0.1;
  const up = (u - v) / 0.1;
  return down - Math.floor(down) < 0.13 || up - Math.floor(up) < 0.13;
}

/** Windows in rows, a door and a roller gate in the ground floor. */
function paintOpening(block: Block, face: Face, u: number, v: number, { light, seed }: Layout, out: Surface): void {
  const cell = Math.floor(u / 2.9);
  const floor = Math.floor(v / 2.9);
  const x = u - cell * 2.9 - 1.45;
  const y = v - floor * 2.9;
  if (block.y2 - floor * 2.9 < 2.5) return;
  const kind = floor === 0 ? hash(cell + 7, seed + (face === 'side' ? 50 : 0)) : 0;
  if (kind > 0.72) {
    if (Math.abs(x) > 1.3 || y > 2.5) return;
    const slat = y / 0.22 - Math.floor(y / 0.22);
    const shade = (Math.abs(x) > 1.22 || y > 2.42 ? 0.2 : 0.42) * (0.7 + 0.3 * slat);
    out.red = out.green = shade;
    out.blue = shade * 1.05;
    return;
  }
  if (kind > 0.55) {
    if (Math.abs(x) > 0.5 || y > 2.15) return;
    const shade = Math.abs(x) > 0.42 || y > 2.07 ? 0.5 : 0.11;
    out.red = shade;
    out.green = shade * 0.9;
    out.blue = shade * 0.8;
    return;
  }
  if (Math.abs(x) > 0.72 || y < 0.9 || y > 2.25) return;
  const frame = Math.abs(x) > 0.65 || y < 0.97 || y > 2.18 || Math.abs(x) < 0.035;
  if (frame) {
    out.red = out.green = out.blue = y < 0.97 ? 0.5 : 0.62;
    return;
  }
  paintGlass(light, hash(cell * 13 + floor, seed), x, y, out);
}

/** A pane: it mirrors the sky by day, and some rooms are lit at dusk and at night. */
function paintGlass(light: LightKind, luck: number, x: number, y: number, out: Surface): void {
  out.red = out.green = out.blue = 0.03;
  const blind = luck > 0.6 && y > 2.25 - 1.3 * (luck - 0.5);
  if (blind) out.red = out.green = out.blue = 0.4;
  const lit = light === 'night' ? luck < 0.4 : light === 'dusk' ? luck < 0.3 : false;
  if (lit) {
    const level = (light === 'night' ? 0.34 : 0.5) * (0.75 + 0.25 * smoothstep(0.9, 2.2, y) - 0.2 * Math.abs(x));
    out.ownRed = level;
    out.ownGreen = level * (luck < 0.2 ? 0.62 : 0.8);
    out.ownBlue = level * (luck < 0.2 ? 0.28 : 0.55);
  } else if (light !== 'night') {
    const sky = (light === 'dusk' ? 0.12 : 0.3) * (0.5 + 0.8 * smoothNoiseAt(softNoise, x * 40 + luck * 900, y * 40));
    out.ownRed = sky * (light === 'dusk' ? 1.1 : 0.75);
    out.ownGreen = sky * 0.88;
    out.ownBlue = sky;
  }
}

/** Paints the ground at (x, z). */
export function paintGround(x: number, z: number, layout: Layout, out: Surface): void {
  const { road, ground } = layout;
  const broad = smoothNoiseAt(softNoise, x * 7 + layout.seed * 37, z * 7);
  const fine = smoothNoiseAt(cloudNoise, x * 90, z * 90);
  out.ownRed = out.ownGreen = out.ownBlue = 0;
  const edge = road.z1 + 0.25 * (smoothNoiseAt(cloudNoise, x * 14, 3) - 0.5);
  if (z > edge && z < road.z2) {
    paintRoad(x, z, layout, broad, fine, out);
    return;
  }
  const kind = z > road.z2 + 0.5 && broad > 0.35 && ground !== 'concrete' ? 'grass' : ground;
  switch (kind) {
    case 'gravel':
      grey(out, (0.3 + 0.16 * broad) * (0.55 + 0.9 * fine), 1.04, 0.98, 0.88);
      return;
    case 'asphalt':
      grey(out, (0.13 + 0.06 * broad) * (0.7 + 0.6 * fine), 1, 1, 1.02);
      return;
    case 'concrete': {
      const gap = x / 3.5 - Math.floor(x / 3.5) < 0.012 || z / 3.5 - Math.floor(z / 3.5) < 0.02;
      const slab = 0.9 + 0.2 * hash(Math.floor(x / 3.5), Math.floor(z / 3.5));
      const stain = smoothstep(0.68, 0.9, smoothNoiseAt(cloudNoise, x * 16 + 90, z * 16)) * 0.3;
      grey(out, gap ? 0.14 : (0.36 + 0.1 * broad) * slab * (0.86 + 0.28 * fine) * (1 - stain), 1, 0.98, 0.93);
      return;
    }
    case 'grass': {
      const dry = smoothstep(0.4, 0.85, broad);
      const shade = 0.6 + 0.8 * fine;
      out.red = (0.09 + 0.13 * dry) * shade;
      out.green = (0.17 + 0.05 * dry) * shade;
      out.blue = (0.045 + 0.03 * dry) * shade;
      return;
    }
  }
}

function paintRoad(x: number, z: number, { road }: Layout, broad: number, fine: number, out: Surface): void {
  const middle = (road.z1 + road.z2) / 2;
  const dash = Math.abs(z - middle) < 0.07 && x / 3 - Math.floor(x / 3) < 0.5;
  const kerb = z > road.z2 - 0.22;
  const worn = 1 + 0.18 * Math.cos(((z - road.z1) / (road.z2 - road.z1)) * Math.PI * 4);
  const bare = (0.1 + 0.05 * broad) * worn * (0.75 + 0.5 * fine);
  if (dash) grey(out, 0.5 * (0.7 + 0.4 * fine), 1, 1, 0.95);
  else if (kerb) grey(out, 0.34 * (0.85 + 0.3 * fine), 1, 0.98, 0.94);
  else grey(out, bare, 1, 1, 1.04);
}

function grey(out: Surface, level: number, red: number, green: number, blue: number): void {
  out.red = level * red;
  out.green = level * green;
  out.blue = level * blue;
}
