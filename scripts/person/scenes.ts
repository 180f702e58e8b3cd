import { join } from 'node:path';
import type { Frame } from '@splitsight/vision';
import type { Box } from '@splitsight/wire';
import {
  backgroundOf,
  clips,
  differenceOf,
  peopleAt,
  shareThatDiffers,
  type TrainingClip,
  watchClip,
} from './clips.ts';
import type { Keeper } from './keeper.ts';
import { cutSquare } from './pixels.ts';
import { cutSprites, type Sprite, type SpriteLimits } from './sprites.ts';

/** What composites are made of: what was cut out, and places to put it, each with the scene that it is from. */
export interface SceneParts {
  readonly people: { readonly scene: string; readonly sprite: Sprite }[];
  readonly things: { readonly scene: string; readonly sprite: Sprite }[];
  readonly places: { readonly scene: string; readonly picture: Frame }[];
}

/** A region holds a person when so much of it differs from the empty scene, and for certain no one below the second. */
const personShare = 0.04;
const cutPeople: Readonly<Record<string, SpriteLimits>> = {
  room: { leastHeight: 60, leastArea: 2000, leastAspect: 0.7, mostAspect: 4 },
  campus: { leastHeight: 36, leastArea: 250, leastAspect: 1.4, mostAspect: 4 },
};
const cutThings: SpriteLimits = { leastHeight: 40, leastArea: 1500, leastAspect: 0.2, mostAspect: 5 };
/** In these the camera or everything moves: nothing can be cut out. */
const restless = ['street', 'motorway', 'wildfire', 'mountain'];
const side = 224;

/**
 * Keeps the regions of all clips as the gaze cuts them, and the same places when they are empty; collects what composites are
 * made of.
 */
export async function keepScenes(videos: string, keeper: Keeper): Promise<SceneParts> {
  const parts: SceneParts = { people: [], things: [], places: [] };
  for (const clip of clips) await keepClip(clip, join(videos, `${clip.name}.mp4`), keeper, parts);
  return parts;
}

async function keepClip(clip: TrainingClip, path: string, keeper: Keeper, parts: SceneParts): Promise<void> {
  const { scene } = clip;
  const background = await backgroundOf(path, (s) => typeof clip.people === 'string' || peopleAt(clip, s) === false);
  if (!restless.includes(scene) || clip.people === 'never') parts.places.push({ scene, picture: background });
  let last = { at: Number.NEGATIVE_INFINITY, boxes: '' };
  for await (const { frame, regions } of watchClip(path, 10)) {
    const people = peopleAt(clip, frame.capturedAt / 1000);
    const boxes = JSON.stringify(regions);
    // Someone who stands still is worth one picture a second.
    if (regions.length === 0 || (boxes === last.boxes && frame.capturedAt - last.at < 1000)) continue;
    last = { at: frame.capturedAt, boxes };
    const difference = differenceOf(frame, background);
    if (!restless.includes(scene)) {
      const [list, limits] = people ? [parts.people, cutPeople[scene]] : [parts.things, cutThings];
      if (limits && (people || clip.people === 'never')) {
        list.push(...cutSprites(frame, difference, limits).map((sprite) => ({ scene, sprite })));
      }
    }
    if (people === undefined) continue;
    const name = `${clip.name}-${String(frame.capturedAt).padStart(6, '0')}`;
    for (const [i, { kind, box }] of regions.entries()) {
      const cut = (from: Frame, box: Box) => cutSquare(from, box, side);
      const set = kind === 'motion' ? 'regions' : 'frames';
      if (!people) await keeper.keep(set, 'other', [scene], `${name}-${i}`, cut(frame, box));
      else if (kind === 'motion' && shareThatDiffers(difference, frame, box, 35) > personShare) {
        await keeper.keep(set, 'person', [scene], `${name}-${i}`, cut(frame, box));
        if (!restless.includes(scene))
          await keeper.keep('emptied', 'other', [scene], `${name}-${i}`, cut(background, box));
      }
    }
    if (clip.people === 'never' && frame.capturedAt % 3000 === 0) parts.places.push({ scene, picture: frame });
  }
  process.stderr.write(`${clip.name}: ${[...keeper.counts].map(([set, n]) => `${set} ${n}`).join(', ')}\n`);
}
