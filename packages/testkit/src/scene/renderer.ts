import type { Millis } from '@splitsight/kernel';
import type { Frame, Size } from '@splitsight/vision';
import type { Box } from '@splitsight/wire';
import { renderBackdrop } from './backdrop.ts';
import type { Canvas } from './canvas.ts';
import { paintCar } from './car.ts';
import { paintFire, placeFlames } from './fire.ts';
import { createFoliage, paintFoliage } from './foliage.ts';
import { createGrass, paintGrass } from './grass.ts';
import { growth } from './growth.ts';
import { createLayout, type Layout } from './layout.ts';
import { createRandom, hash, wave } from './noise.ts';
import { paintPerson } from './person.ts';
import type { LightKind, Scene, SceneEvent } from './scene.ts';
import { createProjection, type Projection } from './view.ts';

/** Renders the frames of one scene at one size. */
export interface Renderer {
  /**
   * The frame at `t` milliseconds since the scene began: the same bytes for the same scene, size and `t`.
   *
   * @param events what happens, default the scene's own events.
   * @param target where its pixels go, width × height × 3 bytes that begin at a multiple of 4; default new memory.
   */
  render(t: Millis, events?: readonly SceneEvent[], target?: Uint8Array): Frame;
}

/** Makes the renderer of a scene. Takes up to a second for 640 × 360: what stands still is rendered now. */
export function createRenderer(scene: Scene, size: Size): Renderer {
  const layout = createLayout(scene);
  const backdrop = renderBackdrop(layout, size);
  const view = createProjection(layout.view, size);
  const foliage = createFoliage(layout, view);
  const grass = createGrass(layout, view, size.width);
  const lit = new Uint8Array(Math.ceil(backdrop.rgb.length / 4) * 4);
  const grain = createGrain(scene.noise, lit.length);
  let litLevel = Number.NaN;
  return {
    render(t, events = scene.events, target = new Uint8Array(backdrop.rgb.length)) {
      const rgb = new Uint8ClampedArray(target.buffer, target.byteOffset, backdrop.rgb.length);
      const canvas: Canvas = { ...size, rgb, depth: backdrop.depth };
      const seconds = t / 1000;
      const level = lightLevel(scene, seconds);
      if (level !== litLevel) {
        relight(backdrop.rgb, level, lit);
        litLevel = level;
      }
      addGrain(lit, grain, Math.floor(hash(scene.seed, Math.round(t)) * grainStarts), rgb);
      paintGrass(canvas, grass, seconds, scene.wind);
      paintFoliage(canvas, foliage, seconds, scene.wind);
      for (const event of events.filter((event) => isHappening(event, t)).sort(byKind)) {
        paintEvent(canvas, layout, view, backdrop.glow, event, t, scene.wind);
      }
      return { ...size, rgb: target, capturedAt: t };
    },
  };
}

/** Renders one frame of a scene; for many, keep a renderer. */
export function renderScene(scene: Scene, t: Millis, size: Size): Frame {
  return createRenderer(scene, size).render(t);
}

/** Where the flames of a scene's latest fire are at `t`, in fractions of the frame; its own place when none burns. */
export function fireBox(scene: Scene, size: Size, t: Millis): Box {
  const layout = createLayout(scene);
  const event = scene.events.findLast((event) => event.kind === 'fire' && isHappening(event, t));
  const share = event ? growth(event, t - event.at_ms) : 1;
  const flames = placeFlames(layout, createProjection(layout.view, size), size.height, share);
  const left = Math.max(0, flames.x - flames.halfWidth);
  const right = Math.min(size.width, flames.x + flames.halfWidth);
  const top = Math.max(0, flames.y - flames.height);
  const bottom = Math.min(size.height, flames.y);
  return {
    x: left / size.width,
    y: top / size.height,
    width: Math.max(1, right - left) / size.width,
    height: Math.max(1, bottom - top) / size.height,
  };
}

/** Whether an event is seen at `t`. */
export function isHappening(event: SceneEvent, t: Millis): boolean {
  return t >= event.at_ms && t < event.at_ms + event.duration_ms;
}

const order = { car: 0, fire: 1, person: 2 } as const;

/** The farther first. */
function byKind(a: SceneEvent, b: SceneEvent): number {
  return order[a.kind] - order[b.kind];
}

const brightness: Readonly<Record<LightKind, number>> = { day: 1, overcast: 0.8, dusk: 0.55, night: 0.3 };

function paintEvent(
  canvas: Canvas,
  layout: Layout,
  view: Projection,
  glow: Uint8Array,
  event: SceneEvent,
  t: Millis,
  wind: number,
): void {
  const age = t - event.at_ms;
  const light = brightness[layout.light];
  const luck = hash(layout.seed, event.at_ms);
  const heading = luck < 0.5 ? 1 : -1;
  const seed = Math.floor(luck * 1e6);
  const half = (z: number) => ((canvas.width / 2) * z) / view.scale;
  switch (event.kind) {
    case 'fire':
      paintFire(canvas, layout, view, glow, growth(event, age), t / 1000, wind);
      return;
    case 'person': {
      const z = 10.5 + 4 * hash(seed, 3);
      const edge = half(z) - 0.2;
      const walked = 1.35 * (age / 1000) + (event.size === 'full' ? edge : 0);
      const lap = Math.floor(walked / (2 * edge));
      const turn = lap % 2 === 0 ? heading : -heading;
      const x = turn * (walked - lap * 2 * edge - edge);
      paintPerson(canvas, view, { x, z, walked, heading: turn, seed, light });
      return;
    }
    case 'car': {
      const z = heading > 0 ? layout.road.z1 + 0.6 : layout.road.z1 + 3.1;
      const edge = half(z) + 0.8;
      const done = age / event.duration_ms;
      const share = event.size === 'full' ? 0.45 + 0.55 * done : done;
      paintCar(canvas, view, { x: heading * edge * (2 * share - 1), z, heading, seed, light });
      return;
    }
  }
}

/** Clouds and the camera's gain: the light goes up and down by a tenth within a minute, in steps of 1/256. */
function lightLevel(scene: Scene, seconds: number): number {
  const depth = scene.light === 'night' ? 0.02 : 0.1;
  const drift = wave(scene.seed + 501, seconds / 23) - 0.5 + 0.4 * (wave(scene.seed + 502, seconds / 7) - 0.5);
  return 1 + Math.round(depth * drift * 256) / 256;
}

/** The grain is added without a check: this much room is left at both ends of the scale. */
const headroom = 12;

/** Writes the backdrop in another light, less the headroom. */
function relight(rgb: Uint8Array, level: number, lit: Uint8Array): void {
  const table = Uint8Array.from({ length: 256 }, (_, value) =>
    Math.round(Math.min(255 - 2 * headroom, Math.max(0, value * level - headroom))),
  );
  for (let i = 0; i < rgb.length; i++) lit[i] = table[rgb[i] as number] as number;
}

const grainStarts = 16384;
const bytesPerStart = 12;

/** The sensor's noise, the same for a pixel's three bytes, each plus the headroom; long enough to start anywhere. */
function createGrain(deviation: number, bytes: number): Uint32Array {
  const random = createRandom(99);
  const spread = deviation * Math.sqrt(3);
  const grain = new Uint8Array(bytes + grainStarts * bytesPerStart);
  for (let at = 0; at < grain.length; at += 3) {
    const value = Math.round((random() + random() + random() + random() - 2) * spread);
    grain.fill(headroom + Math.min(headroom, Math.max(-headroom, value)), at, at + 3);
  }
  return new Uint32Array(grain.buffer);
}

/** Adds noise to the lit backdrop, four bytes at a time: the headroom sees to it that none carries into the next. */
function addGrain(lit: Uint8Array, grain: Uint32Array, start: number, rgb: Uint8ClampedArray): void {
  const words = new Uint32Array(lit.buffer);
  const out = new Uint32Array(rgb.buffer, rgb.byteOffset, rgb.length >> 2);
  const first = start * (bytesPerStart / 4);
  for (let i = 0; i < out.length; i++) out[i] = (words[i] as number) + (grain[first + i] as number);
}
