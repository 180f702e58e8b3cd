import { type Figures, figures, type TrainedHead, type TrainingOptions, type TrainingSet } from '@splitsight/learn';
import { type HeldOutHooks, scoreHeldOut } from './held-out.ts';

const foldCount = 5;

/** What cross-validation found. */
export interface CrossValidation {
  readonly figures: Figures;
  /** The probabilities of the judged rows, each by the head that had not seen its group: judged × classes. */
  readonly probabilities: Float64Array;
  /** The head that had not seen a group. One that no fold held out was seen by all: the first head, then. */
  readonly headWithout: (group: number) => TrainedHead;
}

/**
 * Measures a recipe by grouped, stratified 5-fold cross-validation: the judged rows of each fold are scored by a head
 * trained on everything but the groups of that fold.
 */
export async function crossValidate(
  set: TrainingSet,
  positive: number,
  options: TrainingOptions,
  hooks: Pick<HeldOutHooks, 'signal'> = {},
): Promise<CrossValidation> {
  const { signal } = hooks;
  const dealing = { folds: foldCount, held: foldCount };
  const { rows, probabilities, heads, foldOf } = await scoreHeldOut(set, dealing, options, signal && { signal });
  const labels = Array.from(rows, (row) => set.labels[row] as number);
  return {
    figures: figures(probabilities, labels, set.classes, positive, options.seed),
    probabilities,
    headWithout: (group) => heads[foldOf.get(group) ?? 0] as TrainedHead,
  };
}
