import {
  type Figures,
  figures,
  groupedFolds,
  keepRows,
  predict,
  type TrainedHead,
  type TrainingHooks,
  type TrainingOptions,
  type TrainingSet,
  trainHead,
} from '@splitsight/learn';

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
  hooks?: TrainingHooks,
): Promise<CrossValidation> {
  const judged = Array.from({ length: set.labels.length }, (_, row) => row).filter((row) => set.judged[row] === true);
  const labels = judged.map((row) => set.labels[row] as number);
  const groups = judged.map((row) => set.groups[row] as number);
  const folds = groupedFolds(labels, groups, foldCount, options.seed);
  const foldOf = new Map(groups.map((group, i) => [group, folds[i] as number]));
  const probabilities = new Float64Array(judged.length * set.classes);
  const heads: TrainedHead[] = [];
  for (let fold = 0; fold < foldCount; fold++) {
    const head = await trainHead(
      keepRows(set, (row) => foldOf.get(set.groups[row] as number) !== fold),
      options,
      hooks,
    );
    heads.push(head);
    judged.forEach((row, i) => {
      if (folds[i] === fold) probabilities.set(score(head, set, row), i * set.classes);
    });
  }
  return {
    figures: figures(probabilities, labels, set.classes, positive, options.seed),
    probabilities,
    headWithout: (group) => heads[foldOf.get(group) ?? 0] as TrainedHead,
  };
}

function score(head: TrainedHead, set: TrainingSet, row: number): Float64Array {
  return predict(head, set.features.slice(row * set.dims, (row + 1) * set.dims));
}
