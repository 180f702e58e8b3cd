import { createRandom, groupedFolds, type Random } from '@splitsight/learn';
import { decodePictures, type Picture, trainingError, type UnreadableLog } from '@splitsight/training';
import { defaultMotionOptions, type Frame } from '@splitsight/vision';
import type { Box } from '@splitsight/wire';
import { findFire, paste, randomPlace } from './small-fires.ts';

/** How wide pasted fires are, as shares of the frame's width. */
export const fireShares = [1 / 4, 1 / 8, 1 / 16] as const;
/** How wide the crops of normal pictures are that are pasted in the same way, to see that it is not the pasting. */
const controlShare = 1 / 8;
/** Of a crop of a fire so many pixels must be flame-coloured; what is mostly smoke is no small fire. */
const leastFlames = 0.2;
export const foldCount = 5;
/** So many normal pictures are kept to crop from. */
const maxOthers = 40;

/** What a camera shows, all of it of one fold, and what it is made of. */
export interface Scene {
  readonly kind: 'normal' | 'fire' | 'pasted' | 'control';
  /** The pasted fire's width, as a share of the frame's; 0 when none was pasted. */
  readonly share: number;
  readonly fold: number;
  /** The group of the picture, and that of what was pasted into it. */
  readonly group: number;
  readonly pastedGroup: number | null;
  /** Where it was pasted. */
  readonly box: Box | null;
  /** The motion region that an agent would cut if what burns, or what was pasted, moved; anywhere in a normal picture. */
  readonly moving: Box;
}

/** The pictures that scenes are made of. */
export interface ScenePictures {
  readonly pictures: readonly Picture[];
  /** The group of each of them. */
  readonly groups: readonly number[];
  readonly seed: number;
  readonly onUnreadable: UnreadableLog;
}

interface Crop {
  readonly frame: Frame;
  readonly box: Box;
  readonly group: number;
  readonly fold: number;
}

/** The class of pictures that burn. */
export const fireClass = 'fire';

/** The fold of each group: near-duplicates share one. @throws CodedError LEARN_FOLDS */
export function foldsOf({ pictures, groups, seed }: ScenePictures): ReadonlyMap<number, number> {
  const labels = pictures.map(({ label }) => (label === fireClass ? 0 : 1));
  const folds = groupedFolds(labels, groups, foldCount, seed);
  return new Map(groups.map((group, i) => [group, folds[i] ?? 0]));
}

/**
 * Makes the scenes, one by one: every picture as it is; into every second normal one a fire of each size, and a crop of
 * another normal picture. What is pasted is of the picture's own fold, so that a scene belongs to one fold.
 *
 * @throws CodedError HEAD_PICTURES when a fold has no picture with flames.
 */
export async function* makeScenes(
  from: ScenePictures,
): AsyncGenerator<{ readonly scene: Scene; readonly frame: Frame }> {
  const foldOf = foldsOf(from);
  const random = createRandom(from.seed);
  const groupOf = new Map(from.pictures.map((picture, i) => [picture, from.groups[i] ?? -1]));
  const place = (picture: Picture) => {
    const group = groupOf.get(picture) ?? -1;
    return { group, fold: foldOf.get(group) ?? 0, share: 0, pastedGroup: null, box: null };
  };
  const fires: Crop[] = [];
  const burning = from.pictures.filter(({ label }) => label === fireClass);
  for await (const { picture, frame } of decodePictures(burning, from.onUnreadable)) {
    const plain = place(picture);
    const { box, share } = findFire(frame);
    if (share >= leastFlames) fires.push({ ...plain, frame, box });
    yield { scene: { ...plain, kind: 'fire', moving: box }, frame };
  }
  const others: Crop[] = [];
  let count = 0;
  const normal = from.pictures.filter(({ label }) => label !== fireClass);
  for await (const { picture, frame } of decodePictures(normal, from.onUnreadable)) {
    const plain = place(picture);
    const size = fireShares[Math.floor(random() * fireShares.length)] ?? controlShare;
    yield { scene: { ...plain, kind: 'normal', moving: around(frame, randomPlace(frame, size, random)) }, frame };
    if (count++ % 2 === 0) {
      for (const share of fireShares) yield pasted('pasted', frame, plain, share, fires, random);
      if (others.some(({ fold }) => fold === plain.fold))
        yield pasted('control', frame, plain, controlShare, others, random);
    }
    others.push({ ...plain, frame, box: randomPlace(frame, 1 / 3, random) });
    if (others.length > maxOthers) others.shift();
  }
}

function pasted(
  kind: Scene['kind'],
  frame: Frame,
  plain: Omit<Scene, 'kind' | 'moving'>,
  share: number,
  crops: readonly Crop[],
  random: Random,
): { readonly scene: Scene; readonly frame: Frame } {
  const own = crops.filter(({ fold }) => fold === plain.fold);
  const crop = own[Math.floor(random() * own.length)];
  if (!crop) throw trainingError('HEAD_PICTURES', `no flames in the pictures of fold ${plain.fold}`);
  const box = randomPlace(frame, share, random);
  const scene = { ...plain, kind, share, box, pastedGroup: crop.group, moving: around(frame, box) };
  return { scene, frame: paste(frame, crop, box) };
}

/** The square that an agent with default settings looks at when what is in `box` moves. */
function around({ width, height }: Frame, box: Box): Box {
  const { padding, minSide } = defaultMotionOptions;
  const shorter = Math.min(width, height);
  const side = Math.min(shorter, Math.max(minSide * shorter, box.width * width * (1 + 2 * padding)));
  const start = (centre: number, size: number) => Math.min(1 - side / size, Math.max(0, centre - side / size / 2));
  return {
    x: start(box.x + box.width / 2, width),
    y: start(box.y + box.height / 2, height),
    width: side / width,
    height: side / height,
  };
}
