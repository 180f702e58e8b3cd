import type { Millis } from '@splitsight/kernel';
import type { Frame, Size } from '@splitsight/vision';
import { renderBackdrop } from './backdrop.ts';
import type { Canvas } from './canvas.ts';
import { paintCar } from './car.ts';
import { paintFire } from './fire.ts';
import { createFoliage, paintFoliage } from './foliage.ts';
import { createGrass, paintGrass } from './grass.ts';
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
   * @param target where its pixels go, width × height × 3 bytes; default new memory.
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
  const grain = createGrain(scene.noise);
  const lit = new Uint8ClampedArray(backdrop.rgb.length);
  let litLevel = Number.NaN;
  return {
    render(t, events = scene.events, target = new Uint8Array(lit.length)) {
      const rgb = new Uint8ClampedArray(target.buffer, target.byteOffset, lit.length);
      const canvas: Canvas = { ...size, rgb, depth: backdrop.depth };
      const seconds = t / 1000;
      const level = lightLevel(scene, seconds);
      if (level !== litLevel) {
        relight(backdrop.rgb, level, lit);
        litLevel = level;
      }
      rgb.set(lit);
      paintGrass(canvas, grass, seconds, scene.wind);
      paintFoliage(canvas, foliage, seconds, scene.wind);
      for (const event of events.filter((event) => isHappening(event, t)).sort(byKind)) {
        paintEvent(canvas, layout, view, backdrop.glow, event, t, scene.wind);
      }
      addGrain(rgb, grain, Math.floor(hash(scene.seed, Math.round(t)) * grainLength));
      return { ...size, rgb: target, capturedAt: t };
    },
  };
}

/** Renders one frame of a scene; for many, keep a renderer. */
export function renderScene(scene: Scene, t: Millis, size: Size): Frame {
  return createRenderer(scene, size).render(t);
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

/** How far a fire has grown: in 20 s, or in half its duration if that is less; it dies down in its last second. */
function growth(event: SceneEvent, age: Millis): number {
  if (event.size === 'full') return 1;
  const up = Math.min(1, age / Math.min(20_000, event.duration_ms / 2));
  const down = Math.min(1, Math.max(0.1, (event.duration_ms - age) / 1500));
  return (0.1 + 0.9 * up ** 0.8) * down;
}

/** Clouds and the camera's gain: the light goes up and down by a tenth within a minute, in steps of a thousandth. */
function lightLevel(scene: Scene, seconds: number): number {
  const depth = scene.light === 'night' ? 0.02 : 0.1;
  const drift = wave(scene.seed + 501, seconds / 23) - 0.5 + 0.4 * (wave(scene.seed + 502, seconds / 7) - 0.5);
  return 1 + Math.round(depth * drift * 1000) / 1000;
}

function relight(rgb: Uint8Array, level: number, lit: Uint8ClampedArray): void {
  for (let i = 0; i < rgb.length; i++) lit[i] = (rgb[i] as number) * level;
}

const grainLength = 1 << 18;

/** A stretch of the sensor's noise. */
function createGrain(deviation: number): Int8Array {
  const random = createRandom(99);
  const spread = deviation * Math.sqrt(3);
  return Int8Array.from({ length: grainLength }, () =>
    Math.round((random() + random() + random() + random() - 2) * spread),
  );
}

/** Adds noise to a picture's brightness, from another start in every frame. */
function addGrain(rgb: Uint8ClampedArray, grain: Int8Array, start: number): void {
  for (let at = 0, i = start; at < rgb.length; at += 3, i++) {
    const level = grain[i & (grainLength - 1)] as number;
    rgb[at] = (rgb[at] as number) + level;
    rgb[at + 1] = (rgb[at + 1] as number) + level;
    rgb[at + 2] = (rgb[at + 2] as number) + level;
  }
}
