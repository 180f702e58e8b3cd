import { type Descent, nextStep } from './descent.ts';
import { learnError } from './errors.ts';
import { rowsWhere } from './examples.ts';
import { classCount, foldsPossible, groupedFolds } from './folds.ts';
import { createNetwork, type Network } from './network.ts';
import type { Recipe } from './options.ts';
import { type Scale, standardise } from './scale.ts';
import { descend } from './start.ts';
import { type Calibrated, calibrate, type Scored } from './temperature.ts';
import type { TrainingSet } from './training-set.ts';
import type { Work } from './work.ts';

/** A training on some of the groups, which the rows of the others judge after each step. */
export interface Split {
  readonly held: Int32Array;
  readonly scale: Scale;
  readonly network: Network;
  readonly descent: Descent;
  /** What it says of the rows held out. */
  readonly scored: Scored;
  /** Where it is; undefined before its first step. */
  point: Float64Array | undefined;
  /** The loss there on the rows that teach. */
  entropy: number;
  best: { readonly step: number; readonly loss: number };
  ended: boolean;
}

/** Fewer where a class has fewer groups. */
const mostFolds = 5;
/** From so many rows on, a fifth of them is enough to pick the number of steps and the temperature. */
const manyRows = 3_000;
/** Rows times parameters, beyond which five trainings would take too long: a step of all five takes about a second. */
const muchWork = 2 ** 28;

/**
 * Deals the groups that are judged into fifths, or into fewer parts where a class has fewer groups. With few rows each part
 * is held out once, for one alone is too few to pick the number of steps and the temperature; with many, one is.
 *
 * @returns the splits, and the rows that they hold out as one list, which sees what the splits write.
 * @throws CodedError LEARN_FOLDS
 */
export function* makeSplits(
  set: TrainingSet,
  recipe: Recipe,
): Work<{ readonly splits: readonly Split[]; readonly pooled: Scored }> {
  const count = set.labels.length;
  const judged = rowsWhere(count, (row) => set.judged[row] === true);
  const labels = Int32Array.from(judged, (row) => set.labels[row] as number);
  const groups = Array.from(judged, (row) => set.groups[row] as number);
  if (classCount(labels) < set.classes) {
    throw learnError('LEARN_FOLDS', `class ${set.classes - 1} has 0 groups that are judged, 2 are needed`);
  }
  const foldCount = foldsPossible(labels, groups, mostFolds);
  const folds = groupedFolds(labels, groups, foldCount, recipe.seed);
  const foldOf = new Map(groups.map((group, i) => [group, folds[i] as number]));
  const { size } = createNetwork(recipe.shape, set, undefined, 0);
  const isSmall = judged.length < manyRows && count * size <= muchWork;
  const heldRows = Array.from({ length: isSmall ? foldCount : 1 }, (_, fold) =>
    judged.filter((_, i) => folds[i] === fold),
  );
  const pooled = scoredOf(set, Int32Array.from(heldRows.flatMap((rows) => [...rows])));
  let at = 0;
  const splits: Split[] = [];
  for (const [fold, held] of heldRows.entries()) {
    const learning = rowsWhere(count, (row) => foldOf.get(set.groups[row] as number) !== fold);
    const scale = yield* standardise(set, learning);
    const network = createNetwork(recipe.shape, set, scale, recipe.l2);
    const logits = pooled.logits.subarray(at, at + held.length * set.classes);
    at += logits.length;
    splits.push({
      held,
      scale,
      network,
      descent: descend(network, set, learning, recipe),
      scored: { ...scoredOf(set, held), logits },
      point: undefined,
      entropy: Number.NaN,
      best: { step: 0, loss: Number.POSITIVE_INFINITY },
      ended: false,
    });
  }
  return { splits, pooled };
}

/**
 * Takes the next step of a split, unless it has ended: at the end of its way, of its steps, or when no temperature has
 * made it better for a while. One that has ended keeps the scores of its last step.
 *
 * @returns how good it is after the step; undefined without one.
 * @throws CodedError LEARN_DIVERGED
 */
export function* advance(split: Split, step: number, recipe: Recipe): Work<Calibrated | undefined> {
  if (split.ended) return undefined;
  const next = yield* nextStep(split.descent);
  if (!next) {
    split.ended = true;
    return undefined;
  }
  if (!Number.isFinite(next.entropy)) throw learnError('LEARN_DIVERGED', `at step ${step}`);
  split.point = next.point;
  split.entropy = next.entropy;
  yield* split.network.logits(split.held, next.point, split.scored.logits);
  const found = yield* calibrate(split.scored);
  if (found.loss < split.best.loss) split.best = { step, loss: found.loss };
  split.ended = step >= recipe.maxSteps || step - split.best.step >= recipe.patience;
  return found;
}

function scoredOf({ labels, weights, classes }: TrainingSet, rows: Int32Array): Scored {
  return {
    logits: new Float64Array(rows.length * classes),
    labels: Int32Array.from(rows, (row) => labels[row] as number),
    weights: Float64Array.from(rows, (row) => weights[row] as number),
  };
}
