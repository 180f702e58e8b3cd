import type { Size } from '@splitsight/vision';
import type { Box } from '@splitsight/wire';
import {
  ageOfFire,
  createEvent,
  createScene,
  type FirePlace,
  fireBox,
  lightKinds,
  type Scene,
  type SceneEvent,
} from '../scene/index.ts';
import { createRandom, type Random } from '../scene/noise.ts';

/** A picture to render: a moment of a scene, all of it or a square of it, and what it shows. */
export interface SceneSample {
  readonly name: string;
  readonly label: 'fire' | 'normal';
  readonly scene: Scene;
  /** Milliseconds since the scene began. */
  readonly t: number;
  /** The part of the frame, square in pixels, as a motion region is; absent: the whole frame. */
  readonly crop?: Box;
}

/** The frames that samples are cut from. */
export const sampleFrame: Size = { width: 640, height: 360 };

/**
 * Lists `count` pictures with fire and `count` without.
 *
 * Four belong to a scene of one seed: with and without fire, whole and cropped. Fires differ in place, size, phase, light,
 * wind and width; what passes by, lit windows, lamps, sunsets and orange things are in both kinds.
 *
 * @param seed lists of different seeds have no scene in common.
 */
export function listSamples(options: { readonly count: number; readonly seed: number }): readonly SceneSample[] {
  const scenes = Math.ceil(options.count / 2);
  const all = Array.from({ length: scenes }, (_, index) => sampleScene(options.seed, index));
  const first = (label: SceneSample['label']) =>
    all
      .flat()
      .filter((sample) => sample.label === label)
      .slice(0, options.count);
  return [...first('fire'), ...first('normal')];
}

function sampleScene(listSeed: number, index: number): readonly SceneSample[] {
  const seed = listSeed * 100_003 + index;
  const random = createRandom(seed * 3 + 1);
  const light = lightKinds[Math.floor(random() * lightKinds.length)] ?? 'day';
  const fire = placeFire(random);
  const t = Math.round(2000 + random() * 60_000);
  const passing = passersBy(random, t);
  const quiet = createScene(seed, {
    light,
    wind: random(),
    noise: random() * (light === 'night' ? 3.5 : 2),
    fire,
    events: passing,
  });
  const burning = (least: number): Scene => {
    const age = ageOfFire(least + (1 - least) * random());
    const event = createEvent('fire', t - age, { duration_ms: 60_000 });
    return { ...quiet, events: [...passing, event] };
  };
  // In a whole frame, a fire of less than a tenth of its height is a few pixels to the model: it would teach nothing.
  const seen = burning(Math.min(1, 0.11 / fire.height));
  const near = burning(0.1);
  const around = fireBox(near, sampleFrame, t);
  const name = `${listSeed}-${String(index).padStart(5, '0')}`;
  const elsewhere = random() < 0.5 ? around : randomBox(random);
  return [
    { name, label: 'fire', scene: seen, t },
    { name: `${name}-crop`, label: 'fire', scene: near, t, crop: cropAround(around, random) },
    { name, label: 'normal', scene: quiet, t },
    { name: `${name}-crop`, label: 'normal', scene: quiet, t, crop: cropAround(elsewhere, random) },
  ];
}

/** Anywhere in the yard; small ones far more often than huge ones. */
function placeFire(random: Random): FirePlace {
  const z = 9.5 + 14 * random() ** 1.5;
  return { x: (random() - 0.5) * 0.85 * z, z, height: 0.12 + 0.45 * random() ** 1.4 };
}

function passersBy(random: Random, t: number): readonly SceneEvent[] {
  const events: SceneEvent[] = [];
  if (random() < 0.45) events.push(createEvent('person', t - random() * 9000, { duration_ms: 20_000 }));
  if (random() < 0.4) events.push(createEvent('car', t - 500 - random() * 4000));
  return events;
}

function randomBox(random: Random): Box {
  const width = 0.08 + 0.2 * random();
  const height = 0.1 + 0.3 * random();
  return { x: random() * (1 - width), y: random() * (1 - height), width, height };
}

/** A square around a box, off its middle and from just its size to three times that, inside the frame. */
function cropAround(box: Box, random: Random): Box {
  const { width, height } = sampleFrame;
  const pixels = Math.max(box.width * width, box.height * height);
  const side = Math.min(height, Math.max(0.25 * height, pixels * (1 + 1.6 * random() ** 2)));
  const slack = Math.max(0, side - 0.6 * pixels) * 0.5;
  const x = (box.x + box.width / 2) * width - side / 2 + (random() - 0.5) * slack;
  const y = (box.y + box.height / 2) * height - side / 2 + (random() - 0.5) * slack;
  return {
    x: Math.min(width - side, Math.max(0, x)) / width,
    y: Math.min(height - side, Math.max(0, y)) / height,
    width: side / width,
    height: side / height,
  };
}
