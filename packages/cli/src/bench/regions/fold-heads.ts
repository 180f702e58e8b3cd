import {
  createRandom,
  keepRows,
  type TrainedHead,
  type TrainingOptions,
  type TrainingSet,
  trainHead,
} from '@splitsight/learn';
import type { Box } from '@splitsight/wire';
import { regionsOfScene, type Sample } from './samples.ts';
import { foldCount } from './scenes.ts';

/** The heads that had not seen one fold, or neither of two. */
export interface FoldHeads {
  /** The head that saw neither fold `a` nor fold `b`; they may be the same. */
  of(a: number, b: number): TrainedHead;
}

/** A region shows the pasted fire when at least this share of the paste lies in it, … */
const shown = 0.6;
/** … and teaches as a fire when the paste is at least so wide beside it: the features of a wider view hardly change. */
const leastWidth = 1 / 8;
/** Of the rows of a scene that show nothing, so many of a kind teach. */
const quietRows = 1;

/**
 * Trains the heads of a recipe.
 *
 * @param foldOf the fold of each row.
 */
export async function trainFoldHeads(
  set: TrainingSet,
  foldOf: (row: number) => number | undefined,
  options: TrainingOptions,
  signal: AbortSignal,
): Promise<FoldHeads> {
  const heads = new Map<number, TrainedHead>();
  const key = (a: number, b: number) => Math.min(a, b) * foldCount + Math.max(a, b);
  for (let a = 0; a < foldCount; a++) {
    for (let b = a; b < foldCount; b++) {
      heads.set(
        key(a, b),
        await trainHead(
          keepRows(set, (row) => foldOf(row) !== a && foldOf(row) !== b),
          options,
          { signal },
        ),
      );
    }
  }
  return {
    of(a, b) {
      const head = heads.get(key(a, b));
      if (!head) throw new RangeError(`no head for folds ${a} and ${b}`);
      return head;
    },
  };
}

/** Rows that teach small fires: what a sample's regions show, as far as the paste says. */
export interface SmallFireRows {
  readonly features: Float32Array;
  readonly labels: readonly number[];
  readonly groups: readonly number[];
  readonly folds: readonly number[];
}

/**
 * The rows of pasted fires and normal pictures that teach a head small fires: regions that hold most of the fire and in
 * which it is not too small, and some of those that hold none of it.
 *
 * @param fire the label of fires; the other one is 1 − fire.
 */
export function smallFireRows(samples: readonly Sample[], dims: number, fire: number, seed: number): SmallFireRows {
  const random = createRandom(seed);
  const rows: { readonly sample: Sample; readonly region: number; readonly label: number }[] = [];
  for (const sample of samples) {
    if (sample.kind !== 'pasted' && sample.kind !== 'normal') continue;
    const quiet: number[] = [];
    const regions = regionsOfScene(sample);
    regions.forEach(({ box }, region) => {
      const share = sample.box ? overlap(sample.box, box) : 0;
      if (share === 0) quiet.push(region);
      else if (share >= shown && sample.share >= leastWidth * box.width) rows.push({ sample, region, label: fire });
    });
    for (const kind of ['motion', 'tile', 'patch'] as const) {
      const some = quiet.filter((region) => regions[region]?.kind === kind);
      for (let i = 0; i < quietRows && some.length > 0; i++) {
        const [region = 0] = some.splice(Math.floor(random() * some.length), 1);
        rows.push({ sample, region, label: 1 - fire });
      }
    }
  }
  const features = new Float32Array(rows.length * dims);
  rows.forEach(({ sample, region }, i) => {
    features.set(sample.features.subarray(region * dims, (region + 1) * dims), i * dims);
  });
  return {
    features,
    labels: rows.map(({ label }) => label),
    // The fire's own group: within a training fold it decides which rows validate together.
    groups: rows.map(({ sample }) => sample.pastedGroup ?? sample.group),
    folds: rows.map(({ sample }) => sample.fold),
  };
}

/** The share of `part` that lies in `box`. */
function overlap(part: Box, box: Box): number {
  const width = Math.min(part.x + part.width, box.x + box.width) - Math.max(part.x, box.x);
  const height = Math.min(part.y + part.height, box.y + box.height) - Math.max(part.y, box.y);
  return width <= 0 || height <= 0 ? 0 : (width * height) / (part.width * part.height);
}
