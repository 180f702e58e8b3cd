import {
  type Figures,
  predict,
  type TrainedHead,
  type TrainingHooks,
  type TrainingOptions,
  trainHead,
} from '@splitsight/learn';
import { patchBoxes } from '@splitsight/wire';
import { crossValidate } from '../run/cross-validation.ts';
import { readRows } from './rows.ts';
import type { Material } from './training-set.ts';
import { plainView } from './views.ts';

/** What a second stage learns from: what a head that had not seen a picture says of its five patches. */
export interface PatchScores {
  /** count × 5 × classes probabilities. */
  readonly probabilities: Float32Array;
  readonly classes: number;
  /** The class of each picture. */
  readonly labels: readonly number[];
  /** The group of each picture. */
  readonly groups: readonly number[];
}

/** The rows of a second stage as a training set: every picture is judged, and counts the same. */
export function secondStageSet({ probabilities, classes, labels, groups }: PatchScores) {
  return {
    features: probabilities,
    dims: patchBoxes.length * classes,
    classes,
    labels,
    groups,
    weights: labels.map(() => 1),
    judged: labels.map(() => true),
  };
}

/**
 * Trains a second stage: a linear softmax on the probability vectors of the five patches, calibrated like a head.
 *
 * @throws CodedError LEARN_EXAMPLES, LEARN_FOLDS
 */
export function trainSecondStage(
  scores: PatchScores,
  options: TrainingOptions,
  hooks?: TrainingHooks,
): Promise<TrainedHead> {
  return trainHead(secondStageSet(scores), options, hooks);
}

/** Measures the recipe of a second stage by grouped cross-validation. The heads before it are those that were given. */
export async function measureSecondStage(
  scores: PatchScores,
  positive: number,
  options: TrainingOptions,
  hooks?: TrainingHooks,
): Promise<Figures> {
  return (await crossValidate(secondStageSet(scores), positive, options, hooks)).figures;
}

/**
 * Cuts the five patches of every picture and has them scored by a head that had not seen the picture's group.
 *
 * @throws CodedError MODEL_RUN
 */
export async function readPatchScores(
  material: Material,
  headWithout: (group: number) => TrainedHead,
): Promise<PatchScores> {
  const { pictures, groups, classes, backbone } = material;
  const views = patchBoxes.map((box) => ({ ...plainView, box }));
  const rows = await readRows(pictures, { ...material, altered: () => views });
  const read = rows.picture.flatMap((picture, row) => (rows.plain[row] ? [{ picture, row }] : []));
  const width = views.length * classes.length;
  const probabilities = new Float32Array(read.length * width);
  read.forEach(({ picture, row }, i) => {
    const first = (row + 1) * backbone.dims;
    const patches = rows.features.slice(first, first + views.length * backbone.dims);
    probabilities.set(predict(headWithout(groups[picture] ?? -1), patches), i * width);
  });
  return {
    probabilities,
    classes: classes.length,
    labels: read.map(({ picture }) => classes.indexOf(pictures[picture]?.label ?? '')),
    groups: read.map(({ picture }) => groups[picture] ?? -1),
  };
}
