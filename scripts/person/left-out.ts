import { basename, join } from 'node:path';
import type { Decoder } from '@splitsight/inference';
import { type Judgement, judge, predict } from '@splitsight/learn';
import { clips } from './clips.ts';
import { type ClipResult, playClip } from './play.ts';
import { classes, decodeRows, positive, trainPerson, writePerson } from './recipe.ts';
import { eventOf, type PersonRow } from './rows.ts';

/** How good the recipe is at scenes that are left out of training. */
export interface LeftOut {
  /** Of the motion regions of the clips' scenes. */
  readonly regions: Judgement;
  /** Of snapshots, by a head that has seen none, nor anything put into their places. */
  readonly snapshots: Judgement;
  /** What heads that had not seen a clip's scene would have raised on it. */
  readonly clips: readonly ClipResult[];
}

/** The scenes that are left out in turn: the others show hardly anything that moves. */
const leftOut = ['room', 'campus', 'street', 'car-park', 'motorway', 'bottles', 'pictures'];

/** Where clips are, and where heads may be written. */
export interface Places {
  readonly data: string;
  readonly backbone: string;
  readonly work: string;
}

/**
 * Trains a head without each scene, which is without everything that was cut out of its clips or put into them, and lets it
 * judge the scene.
 */
export async function measureLeftOut(
  rows: readonly PersonRow[],
  decoder: Decoder,
  { data, backbone, work }: Places,
): Promise<LeftOut> {
  const held: Held[] = [];
  const playing: Promise<ClipResult>[] = [];
  for (const scene of leftOut) {
    process.stderr.write(`without ${scene}\n`);
    const learning = rows.filter(({ scenes }) => !scenes.includes(scene));
    const head = await trainPerson(learning, decoder);
    const own = rows.filter(({ set, scenes }) => judgedSets.includes(set) && scenes.includes(scene));
    const probabilities = predict(head, await decodeRows(own, decoder));
    held.push(...own.map((row, i) => ({ row, probabilities: [...probabilities.subarray(2 * i, 2 * i + 2)] })));
    const folder = join(work, `${basename(backbone)}-without-${scene}`);
    writePerson(folder, backbone, head, { figures: [] });
    playing.push(...clips.filter((one) => one.scene === scene).map((one) => playClip(one, data, backbone, folder)));
  }
  const [regions, snapshots] = judgedSets.map((set) => judgeHeld(held.filter(({ row }) => row.set === set)));
  if (!regions || !snapshots) throw new Error('there is nothing to judge');
  return { regions, snapshots, clips: await Promise.all(playing) };
}

const judgedSets = ['regions', 'snapshots'];

interface Held {
  readonly row: PersonRow;
  readonly probabilities: readonly number[];
}

function judgeHeld(held: readonly Held[]): Judgement {
  const events = [...new Set(held.map(({ row }) => eventOf(row)))];
  return judge({
    probabilities: held.flatMap(({ probabilities }) => probabilities),
    labels: held.map(({ row }) => (row.person ? positive : 0)),
    groups: held.map(({ row }) => events.indexOf(eventOf(row))),
    cameras: held.map(({ row }) => row.scenes[0] ?? ''),
    classes,
    positive,
  });
}
