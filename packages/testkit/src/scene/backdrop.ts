import type { Size } from '@splitsight/vision';
import type { Block, Layout } from './layout.ts';
import { type Face, paintBlock, paintGround, type Surface } from './material.ts';
import { hash, smoothNoiseAt, softNoise } from './noise.ts';
import { daylight, paintSky, skyline } from './sky.ts';
import { createProjection } from './view.ts';

/** Everything in a scene that stands still. */
export interface Backdrop {
  /** The picture without actors: 3 bytes a pixel. */
  readonly rgb: Uint8Array;
  /** How far away each pixel's surface is, in metres; infinite for the sky. */
  readonly depth: Float32Array;
  /** How much light of the fire each pixel would send back, in 8-bit steps of its red. */
  readonly glow: Uint8Array;
}

interface Hit {
  distance: number;
  block: Block | undefined;
  face: Face;
}

/** Renders the backdrop of a layout by casting four rays a pixel: a second's work at most, done once a scene. */
export function renderBackdrop(layout: Layout, size: Size): Backdrop {
  const { width, height } = size;
  const rgb = new Uint8Array(width * height * 3);
  const depth = new Float32Array(width * height);
  const glow = new Uint8Array(width * height);
  const caster = createCaster(layout);
  const { scale } = createProjection(layout.view, size);
  const sum = [0, 0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      sum[0] = sum[1] = sum[2] = 0;
      let fire = 0;
      let far = 0;
      for (let sample = 0; sample < 4; sample++) {
        const across = (x + 0.25 + 0.5 * (sample & 1) - width / 2) / scale;
        const rise = (layout.view.horizon * height - y - 0.25 - 0.5 * (sample >> 1)) / scale;
        const seen = caster(across, rise);
        for (let c = 0; c < 3; c++) sum[c] = (sum[c] as number) + toneMap(seen.colour[c] as number);
        if (sample === 0) fire = toneMap(seen.glow);
        far += seen.distance;
      }
      const at = y * width + x;
      for (let c = 0; c < 3; c++) rgb[at * 3 + c] = (sum[c] as number) / 4 + 0.5;
      glow[at] = fire;
      depth[at] = far / 4;
    }
  }
  return { rgb, depth, glow };
}

const toneSteps = 4096;
const brightest = 4;
const tones = Float32Array.from({ length: toneSteps }, (_, step) => {
  const light = (step / toneSteps) ** 2 * brightest;
  const exposed = (light * (1 + light * 0.12)) / (1 + light * 0.42);
  return 255 * Math.min(1, exposed * 1.2) ** (1 / 2.2);
});

/** Linear light to an 8-bit step of sRGB, with a soft shoulder. */
function toneMap(light: number): number {
  return tones[Math.min(toneSteps - 1, Math.sqrt(light / brightest) * toneSteps) | 0] as number;
}

interface Seen {
  readonly colour: number[];
  glow: number;
  distance: number;
}

/** Makes the function that follows a ray of the camera, given as steps right and up per metre ahead. */
function createCaster(layout: Layout): (across: number, rise: number) => Seen {
  const { view, sun, blocks, light } = layout;
  const day = daylight[light];
  const surface: Surface = { red: 0, green: 0, blue: 0, ownRed: 0, ownGreen: 0, ownBlue: 0 };
  const seen: Seen = { colour: [0, 0, 0], glow: 0, distance: 0 };
  const hit: Hit = { distance: 0, block: undefined, face: 'front' };
  const solid = blocks.filter(({ material }) => material !== 'mesh');
  const fire = [layout.fire.x, 1.3, layout.fire.z - 0.4] as const;
  return (across, rise) => {
    trace(blocks, 0, view.height, 0, across, rise, 1, hit, layout, surface);
    const ground = rise < 0 ? -view.height / rise : Number.POSITIVE_INFINITY;
    if (!hit.block && ground > 400) {
      paintFar(layout, across, rise, seen);
      return seen;
    }
    const z = Math.min(hit.distance, ground);
    const x = across * z;
    const y = view.height + rise * z;
    let normal: readonly [number, number, number] = [0, 1, 0];
    if (hit.block && hit.distance < ground) {
      if (hit.face === 'front') normal = [0, 0, -1];
      else if (hit.face === 'side') normal = [across > 0 ? -1 : 1, 0, 0];
    } else paintGround(x, z, layout, surface);

    const facing = Math.max(0, normal[0] * sun[0] + normal[1] * sun[1] + normal[2] * sun[2]);
    const open = facing > 0 && day.sun[0] > 0 ? sunshine(layout, solid, x, y, z, normal) : 0;
    const corner = normal[1] === 1 ? 1 : (0.72 + 0.28 * Math.min(1, y / 1.2)) * 0.82;
    const [lampRed, lampGreen, lampBlue] = lampLight(layout, x, y, z, normal);
    const s = facing * open;
    const haze = 1 - Math.exp(-z / 900);
    const c = seen.colour;
    c[0] = surface.red * (day.sun[0] * s + day.ambient[0] * corner + lampRed) + surface.ownRed;
    c[1] = surface.green * (day.sun[1] * s + day.ambient[1] * corner + lampGreen) + surface.ownGreen;
    c[2] = surface.blue * (day.sun[2] * s + day.ambient[2] * corner + lampBlue) + surface.ownBlue;
    for (let i = 0; i < 3; i++) c[i] = (c[i] as number) * (1 - haze) + (day.horizon[i] as number) * haze;
    const bright = (surface.red + surface.green + surface.blue) / 3;
    seen.glow = bright * pointLight(fire, x, y, z, normal, 1.5) * 9;
    seen.distance = z;
    return seen;
  };
}

function paintFar(layout: Layout, across: number, rise: number, seen: Seen): void {
  const day = daylight[layout.light];
  const top = skyline(layout.seed, across);
  if (rise > top) paintSky(layout.light, layout.seed, across, rise, seen.colour);
  else {
    const leaf = 0.5 + 0.7 * smoothNoiseAt(softNoise, across * 4000, rise * 4000);
    for (let c = 0; c < 3; c++) {
      const dark =
        ((day.ambient[c] as number) + 0.3 * (day.sun[c] as number)) * leaf * ([0.1, 0.13, 0.07][c] as number);
      seen.colour[c] = dark * 0.75 + (day.horizon[c] as number) * 0.25;
    }
  }
  seen.glow = 0;
  seen.distance = Number.POSITIVE_INFINITY;
}

/** How much sun reaches a point: none behind a block, flecks below a tree. */
function sunshine(
  layout: Layout,
  solid: readonly Block[],
  x: number,
  y: number,
  z: number,
  normal: readonly [number, number, number],
): number {
  const [sx, sy, sz] = layout.sun;
  const px = x + normal[0] * 0.02;
  const py = y + normal[1] * 0.02;
  const pz = z + normal[2] * 0.02;
  for (const block of solid) if (meets(block, px, py, pz, sx, sy, sz)) return 0;
  let open = 1;
  for (const tree of layout.trees) {
    const dx = tree.x - x;
    const dy = tree.height - tree.radius * 0.9 - y;
    const dz = tree.z - z;
    const along = dx * sx + dy * sy + dz * sz;
    if (along < 0) continue;
    const off = Math.hypot(dx - along * sx, dy - along * sy, dz - along * sz) / tree.radius;
    const flecks = smoothNoiseAt(softNoise, (x + along) * 30, z * 30);
    if (off < 0.75 + 0.4 * flecks) open *= flecks > 0.75 ? 0.7 : 0.12;
  }
  return open;
}

function lampLight(layout: Layout, x: number, y: number, z: number, normal: readonly [number, number, number]) {
  const light = [0, 0, 0] as [number, number, number];
  if (layout.light !== 'night' && layout.light !== 'dusk') return light;
  const power = layout.light === 'night' ? 5 : 1.6;
  for (const lamp of layout.lamps) {
    const level = pointLight([lamp.x, lamp.y, lamp.z], x, y, z, normal, 0.5) * power;
    for (let c = 0; c < 3; c++) light[c] = (light[c] as number) + level * (lamp.colour[c] as number);
  }
  return light;
}

/** What a lamp of strength 1 at `from` gives a point: by the square of its distance and its angle. */
function pointLight(
  from: readonly [number, number, number],
  x: number,
  y: number,
  z: number,
  normal: readonly [number, number, number],
  size: number,
): number {
  const dx = from[0] - x;
  const dy = from[1] - y;
  const dz = from[2] - z;
  const distance = Math.hypot(dx, dy, dz) + 1e-6;
  const facing = (normal[0] * dx + normal[1] * dy + normal[2] * dz) / distance;
  return Math.max(0, facing * 0.85 + 0.15) / (distance * distance + size);
}

/** Finds the nearest block on a ray and paints its surface. Blocks may have holes. */
function trace(
  blocks: readonly Block[],
  ox: number,
  oy: number,
  oz: number,
  dx: number,
  dy: number,
  dz: number,
  hit: Hit,
  layout: Layout,
  surface: Surface,
): void {
  hit.distance = Number.POSITIVE_INFINITY;
  hit.block = undefined;
  let skip: Block | undefined;
  for (let tries = 0; tries < 3; tries++) {
    for (const block of blocks) {
      if (block === skip) continue;
      const distance = enters(block, ox, oy, oz, dx, dy, dz);
      if (distance > 0 && distance < hit.distance) {
        hit.distance = distance;
        hit.block = block;
      }
    }
    const { block } = hit;
    if (!block) return;
    const x = ox + dx * hit.distance;
    const y = oy + dy * hit.distance;
    const z = oz + dz * hit.distance;
    hit.face = z - block.z1 < 1e-6 ? 'front' : block.y2 - y < 1e-6 ? 'top' : 'side';
    const u = hit.face === 'side' ? z - block.z1 : x - block.x1;
    if (paintBlock(block, hit.face, u, hit.face === 'top' ? z - block.z1 : y - block.y1, layout, surface)) return;
    skip = block;
    hit.distance = Number.POSITIVE_INFINITY;
    hit.block = undefined;
  }
}

function meets(block: Block, ox: number, oy: number, oz: number, dx: number, dy: number, dz: number): boolean {
  const distance = enters(block, ox, oy, oz, dx, dy, dz);
  if (distance <= 0) return false;
  if (block.material !== 'planks') return true;
  return hash(Math.floor((ox + dx * distance - block.x1) / 0.16), 9) > 0.05;
}

/** How far along a ray it enters a block; negative when it does not. */
function enters(block: Block, ox: number, oy: number, oz: number, dx: number, dy: number, dz: number): number {
  let near = 0;
  let far = Number.POSITIVE_INFINITY;
  let a = (block.x1 - ox) / dx;
  let b = (block.x2 - ox) / dx;
  near = Math.max(near, Math.min(a, b));
  far = Math.min(far, Math.max(a, b));
  a = (block.y1 - oy) / dy;
  b = (block.y2 - oy) / dy;
  near = Math.max(near, Math.min(a, b));
  far = Math.min(far, Math.max(a, b));
  a = (block.z1 - oz) / dz;
  b = (block.z2 - oz) / dz;
  near = Math.max(near, Math.min(a, b));
  far = Math.min(far, Math.max(a, b));
  return near < far && near > 0 ? near : -1;
}
