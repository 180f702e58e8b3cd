import { predict, type TrainingOptions, trainHead } from '@splitsight/learn';
import { secondStageSet } from '@splitsight/training';
import { patchBoxes, type RegionKind, wholeFrame } from '@splitsight/wire';
import type { FoldHeads } from './fold-heads.ts';
import { regionsOfScene, type Sample } from './samples.ts';
import { foldCount } from './scenes.ts';

/** What a frame's score can be made of. */
export const methods = [
  'global',
  'motion',
  'global + motion',
  'tiles',
  'global + tiles',
  'patch5, largest',
  'patch5, second stage',
  'global + patch5, second stage',
] as const;
export type Method = (typeof methods)[number];

const classes = 2;
const kinds = regionsOfScene({ moving: wholeFrame }).map(({ kind }) => kind);
const firstPatch = kinds.indexOf('patch');

/**
 * Scores samples with each method, each sample by heads and second stages that had seen nothing of its fold.
 *
 * @param fire the label of fires.
 * @param teaches which samples teach the second stage, which is trained for each fold on the others: on what heads say that
 *   saw neither that fold nor the sample's own.
 * @returns the scores of a method, one a sample.
 */
export async function scoreSamples(
  samples: readonly Sample[],
  heads: FoldHeads,
  fire: number,
  teaches: (sample: Sample) => boolean,
  options: TrainingOptions,
  signal: AbortSignal,
): Promise<Readonly<Record<Method, Float64Array>>> {
  const scores = Object.fromEntries(methods.map((method) => [method, new Float64Array(samples.length)])) as Record<
    Method,
    Float64Array
  >;
  for (let fold = 0; fold < foldCount; fold++) {
    const stage = await trainHead(secondStageOf(samples, heads, fold, fire, teaches), options, { signal });
    samples.forEach((sample, i) => {
      if (sample.fold !== fold) return;
      const said = predict(heads.of(fold, fold), sample.features);
      const most = (wanted: RegionKind) =>
        Math.max(...kinds.map((kind, row) => (kind === wanted ? (said[row * classes + fire] ?? 0) : 0)));
      const judged = predict(stage, patchesOf(said))[fire] ?? 0;
      const [global, motion, tiles] = [most('global'), most('motion'), most('tile')];
      scores.global[i] = global;
      scores.motion[i] = motion;
      scores['global + motion'][i] = Math.max(global, motion);
      scores.tiles[i] = tiles;
      scores['global + tiles'][i] = Math.max(global, tiles);
      scores['patch5, largest'][i] = most('patch');
      scores['patch5, second stage'][i] = judged;
      scores['global + patch5, second stage'][i] = Math.max(global, judged);
    });
  }
  return scores;
}

function secondStageOf(
  samples: readonly Sample[],
  heads: FoldHeads,
  fold: number,
  fire: number,
  teaches: (sample: Sample) => boolean,
) {
  const teachers = samples.filter((sample) => sample.fold !== fold && teaches(sample));
  const width = patchBoxes.length * classes;
  const probabilities = new Float32Array(teachers.length * width);
  teachers.forEach((sample, i) => {
    probabilities.set(patchesOf(predict(heads.of(fold, sample.fold), sample.features)), i * width);
  });
  return secondStageSet({
    probabilities,
    classes,
    labels: teachers.map(({ kind }) => (kind === 'fire' || kind === 'pasted' ? fire : 1 - fire)),
    groups: teachers.map(({ pastedGroup, group }) => pastedGroup ?? group),
  });
}

function patchesOf(said: Float64Array): Float32Array {
  return Float32Array.from(said.subarray(firstPatch * classes, (firstPatch + patchBoxes.length) * classes));
}
