import { join } from 'node:path';
import { openClip } from '@splitsight/edge';
import type { Frame } from '@splitsight/vision';
import type { Box } from '@splitsight/wire';
import {
  backgroundOf,
  clips,
  differenceOf,
  peopleAt,
  shareThatDiffers,
  size,
  type TrainingClip,
  watchClip,
} from './clips.ts';
import type { Keeper } from './keeper.ts';
import type { Parts } from './parts.ts';
import { cutSquare } from './pixels.ts';

/** A region holds a person when so much of it differs from the empty scene, and for certain no one below the second. */
const personShare = 0.04;
/** In these the camera or everything moves: no place is ever empty. */
const restless = ['street', 'motorway', 'wildfire', 'mountain'];
const side = 224;

/** Collects places to put people and things: what clips show when nobody is there. */
export async function placesOf(videos: string, parts: Parts): Promise<void> {
  for (const clip of clips) {
    const path = join(videos, `${clip.name}.mp4`);
    if (restless.includes(clip.scene) && clip.people !== 'never') continue;
    parts.places.push({ scene: clip.scene, picture: await emptyPlace(clip, path) });
    if (clip.people !== 'never') continue;
    for await (const picture of openClip(path, { ...size, fps: 1 / 3 }))
      parts.places.push({ scene: clip.scene, picture });
  }
}

/** Keeps the regions of all clips as the gaze cuts them, and the same places when they are empty. */
export async function keepScenes(videos: string, keeper: Keeper): Promise<void> {
  for (const clip of clips) await keepClip(clip, join(videos, `${clip.name}.mp4`), keeper);
}

const emptyPlace = (clip: TrainingClip, path: string) =>
  backgroundOf(path, (s) => typeof clip.people === 'string' || peopleAt(clip, s) === false);

async function keepClip(clip: TrainingClip, path: string, keeper: Keeper): Promise<void> {
  const { scene } = clip;
  const background = await emptyPlace(clip, path);
  let last = { at: Number.NEGATIVE_INFINITY, boxes: '' };
  for await (const { frame, regions } of watchClip(path, 10)) {
    const people = peopleAt(clip, frame.capturedAt / 1000);
    const boxes = JSON.stringify(regions);
    // Someone who stands still is worth one picture a second.
    if (regions.length === 0 || (boxes === last.boxes && frame.capturedAt - last.at < 1000)) continue;
    last = { at: frame.capturedAt, boxes };
    const difference = differenceOf(frame, background);
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
  }
  process.stderr.write(`${clip.name}: ${[...keeper.counts].map(([set, n]) => `${set} ${n}`).join(', ')}\n`);
}
