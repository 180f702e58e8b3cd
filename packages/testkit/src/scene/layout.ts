import { createRandom, type Random } from './noise.ts';
import type { FirePlace, LightKind, Scene } from './scene.ts';

/** Red, green, blue; linear light, 1 = white paper in full sun. */
export type Colour = readonly [number, number, number];

/** What a surface is made of. */
export type Material =
  | 'plaster'
  | 'brick'
  | 'siding'
  | 'planks'
  | 'mesh'
  | 'crate'
  | 'corrugated'
  | 'plain'
  | 'roof'
  | 'lamp';

/** An upright block, in metres: x to the right of the camera, y up from the ground, z in front of the camera. */
export interface Block {
  readonly x1: number;
  readonly x2: number;
  readonly y1: number;
  readonly y2: number;
  readonly z1: number;
  readonly z2: number;
  readonly material: Material;
  readonly colour: Colour;
  /** Whether its faces have windows. */
  readonly windows?: boolean;
}

export interface Tree {
  readonly x: number;
  readonly z: number;
  readonly height: number;
  readonly radius: number;
  readonly colour: Colour;
  readonly seed: number;
}

export interface Lamp {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly colour: Colour;
}

/** How the camera looks: straight ahead, with its picture shifted down so that uprights stay upright. */
export interface View {
  /** Metres above the ground. */
  readonly height: number;
  /** Focal length in picture widths. */
  readonly focal: number;
  /** Where the horizon is, as a share of the picture's height from the top. */
  readonly horizon: number;
}

export interface Layout {
  readonly view: View;
  readonly light: LightKind;
  /** Towards the sun, of length 1. */
  readonly sun: readonly [number, number, number];
  readonly blocks: readonly Block[];
  readonly trees: readonly Tree[];
  readonly lamps: readonly Lamp[];
  readonly ground: 'gravel' | 'concrete' | 'asphalt' | 'grass';
  readonly road: { readonly z1: number; readonly z2: number };
  readonly fire: FirePlace;
  readonly seed: number;
}

const wallColours: readonly Colour[] = [
  [0.62, 0.58, 0.5],
  [0.5, 0.22, 0.15],
  [0.42, 0.47, 0.5],
  [0.7, 0.69, 0.66],
  [0.55, 0.45, 0.3],
  [0.3, 0.36, 0.33],
];
const thingColours: readonly Colour[] = [
  [0.1, 0.2, 0.42],
  [0.08, 0.25, 0.14],
  [0.75, 0.3, 0.05],
  [0.5, 0.08, 0.05],
  [0.55, 0.55, 0.55],
  [0.7, 0.52, 0.08],
];

/** Builds the yard of a scene: everything that its seed decides. */
export function createLayout(scene: Scene): Layout {
  const random = createRandom(scene.seed);
  const between = (low: number, high: number) => low + (high - low) * random();
  const view: View = { height: between(3.4, 5), focal: between(0.8, 1.05), horizon: between(0.2, 0.32) };
  const side = random() < 0.5 ? -1 : 1;
  const back = between(24, 30);
  const road = { z1: between(15.5, 18), z2: 0 };
  const blocks = [
    ...building(random, side, back),
    ...fence(random, back + 2),
    ...things(random, side, road.z1 + 6.5, back),
  ];
  const fire = scene.fire ?? { x: -side * between(-0.5, 3.2), z: between(11.5, 14), height: 0.32 };
  blocks.push(...pile(random, fire));
  const trees = Array.from({ length: 1 + Math.floor(random() * 2.5) }, (_, index) => {
    const z = between(back - 3, back + 8);
    const x = -side * (between(0.16, 0.45) + index * 0.12) * (z / view.focal);
    const height = between(5.5, 9);
    const colour: Colour = [between(0.07, 0.14), between(0.16, 0.24), between(0.03, 0.07)];
    return { x, z, height, radius: height * between(0.3, 0.4), colour, seed: scene.seed * 7 + index };
  });
  const up = scene.light === 'dusk' ? between(0.08, 0.18) : between(0.5, 0.9);
  const sun = normalise([between(-0.9, 0.9), up, between(-0.9, -0.15)]);
  const warm: Colour = random() < 0.6 ? [1, 0.62, 0.25] : [0.9, 0.95, 1];
  const front = blocks[0];
  const lamps = front
    ? [0.25, 0.75].map((at) => ({
        x: front.x1 + (front.x2 - front.x1) * at,
        y: Math.min(4.2, front.y2 - 0.5),
        z: front.z1 - 0.35,
        colour: warm,
      }))
    : [];
  const grounds = ['gravel', 'concrete', 'asphalt', 'grass'] as const;
  const ground = grounds[Math.floor(random() * grounds.length)] ?? 'gravel';
  const layout = { view, light: scene.light, sun, blocks, trees, lamps, ground, fire, seed: scene.seed };
  return { ...layout, road: { z1: road.z1, z2: road.z1 + 5.5 } };
}

function building(random: Random, side: number, back: number): Block[] {
  const near = side * (1 + 5 * random());
  const far = side * (16 + 8 * random());
  const height = 4.5 + 4 * random();
  const materials = ['plaster', 'brick', 'siding'] as const;
  const material = materials[Math.floor(random() * 3)] ?? 'plaster';
  const colour = material === 'brick' ? ([0.4, 0.17, 0.11] as const) : pick(random, wallColours);
  const [x1, x2] = near < far ? [near, far] : [far, near];
  const depth = back + 8 + 6 * random();
  return [
    { x1, x2, y1: 0, y2: height, z1: back, z2: depth, material, colour, windows: true },
    { x1: x1 - 0.3, x2: x2 + 0.3, y1: height, y2: height + 0.35, z1: back - 0.3, z2: depth, ...roof },
  ];
}

const roof = { material: 'roof', colour: [0.12, 0.11, 0.11] } as const;

function fence(random: Random, z: number): Block[] {
  const wooden = random() < 0.55;
  const colour: Colour = wooden ? [0.3, 0.21, 0.13] : [0.4, 0.42, 0.42];
  const material = wooden ? 'planks' : 'mesh';
  return [{ x1: -60, x2: 60, y1: 0, y2: wooden ? 1.9 : 2.3, z1: z, z2: z + 0.06, material, colour }];
}

/** Containers and crates between the road and the building, in any colour, orange included. */
function things(random: Random, side: number, near: number, far: number): Block[] {
  return Array.from({ length: Math.floor(1 + random() * 3) }, () => {
    const x = side * (1 + random() * 9) * (random() < 0.7 ? 1 : -1);
    const z = near + random() * Math.max(0.5, far - near - 4);
    const long = random() < 0.5;
    const colour = pick(random, thingColours);
    const [width, height, depth] = long ? [4.5 + 1.5 * random(), 2.4, 2.3] : [1.5, 1.25, 1.1];
    const block = { x1: x, x2: x + width, y1: 0, y2: height, z1: z, z2: z + depth };
    return { ...block, material: long ? ('corrugated' as const) : ('plain' as const), colour };
  });
}

/** What burns when there is a fire: pallets and crates. */
function pile(random: Random, { x, z }: FirePlace): Block[] {
  const wood: Colour = [0.36, 0.26, 0.15];
  return [0, 1, 2].map((index) => {
    const left = x - 0.9 + index * 0.62 + 0.15 * random();
    const height = 0.35 + 0.5 * random();
    const near = z + 0.15 * index;
    return { x1: left, x2: left + 0.75, y1: 0, y2: height, z1: near, z2: near + 0.9, material: 'crate', colour: wood };
  });
}

function pick<T>(random: Random, choices: readonly [T, ...T[]] | readonly T[]): T {
  return choices[Math.floor(random() * choices.length)] as T;
}

function normalise([x, y, z]: readonly [number, number, number]): readonly [number, number, number] {
  const length = Math.hypot(x, y, z);
  return [x / length, y / length, z / length];
}
