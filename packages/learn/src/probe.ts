import { nextStep } from './descent.ts';
import { type Examples, rowsWhere, totalWeight } from './examples.ts';
import { auroc } from './figures.ts';
import { groupedFolds } from './folds.ts';
import { lbfgs } from './lbfgs.ts';
import { createNetwork, type Network } from './network.ts';
import { standardise } from './scale.ts';
import { finish } from './work.ts';

/** What a probe is taken on. */
export interface ProbeSet {
  /** count × dims, row by row. */
  readonly features: Float32Array;
  readonly dims: number;
  readonly positive: readonly boolean[];
  /** The group of each row; near-duplicates share one. */
  readonly groups: readonly number[];
}

/** How good a linear classifier on plain features is, at threshold 0.5: means over the seeds. */
export interface ProbeFigures {
  readonly accuracy: number;
  readonly auroc: number;
  readonly recall: number;
  readonly fpr: number;
}

const foldCount = 5;
/** The inverse strength of the penalty, as scikit-learn's `C`. */
const strength = 0.01;
const seeds = [1, 2, 3, 4, 5] as const;
/** Weights that move less than this in a step have arrived: they are about 0.01 to 0.1. */
const settled = 1e-6;
const maxSteps = 500;
const empty = new Float64Array(0);

/**
 * Measures what features are worth: class-balanced logistic regression on standardised features (C = 0.01), trained to
 * its optimum, in grouped, stratified 5-fold cross-validation with 5 seeds. Deterministic.
 *
 * It fixes everything so that features of different backbones can be compared; a head is trained with `trainHead`.
 *
 * @throws CodedError LEARN_FOLDS
 */
export function linearProbe(set: ProbeSet): ProbeFigures {
  const perSeed = seeds.flatMap((seed) =>
    outOfFoldScores(set, seed, [set.features]).map((scores) => figuresOf(set.positive, scores)),
  );
  const mean = (pick: (figures: ProbeFigures) => number) =>
    perSeed.reduce((sum, figures) => sum + pick(figures), 0) / perSeed.length;
  return {
    accuracy: mean((figures) => figures.accuracy),
    auroc: mean((figures) => figures.auroc),
    recall: mean((figures) => figures.recall),
    fpr: mean((figures) => figures.fpr),
  };
}

/** What a classifier loses when other features come in place of those it learnt from: means over the seeds. */
export interface ProbeLoss {
  /** Percentage points of accuracy at threshold 0.5, on the same rows; below 0 it gains. */
  readonly lossPoints: number;
  /** The share of rows that end on the other side of the threshold. */
  readonly flips: number;
  /** The area under the ROC curve with the features it learnt from, and with the others. */
  readonly auroc: readonly [before: number, after: number];
  /** How many rows were judged. */
  readonly n: number;
}

/**
 * Measures what the classifiers of {@link linearProbe} lose when they judge `others` in place of the features they learnt
 * from: the same rows by the same classifiers, which have not seen their groups.
 *
 * @param others count × dims: other features of the same rows.
 * @throws CodedError LEARN_FOLDS
 */
export function probeLoss(set: ProbeSet, others: Float32Array): ProbeLoss {
  const perSeed = seeds.map((seed) => {
    const [scores = empty, otherScores = empty] = outOfFoldScores(set, seed, [set.features, others]);
    const [before, after] = [figuresOf(set.positive, scores), figuresOf(set.positive, otherScores)];
    const flips = scores.filter((score, i) => score >= 0 !== (otherScores[i] ?? 0) >= 0).length;
    return { before, after, flips: flips / scores.length };
  });
  const mean = (pick: (one: (typeof perSeed)[number]) => number) =>
    perSeed.reduce((sum, one) => sum + pick(one), 0) / perSeed.length;
  return {
    lossPoints: 100 * mean(({ before, after }) => before.accuracy - after.accuracy),
    flips: mean(({ flips }) => flips),
    auroc: [mean(({ before }) => before.auroc), mean(({ after }) => after.auroc)],
    n: set.positive.length,
  };
}

/** The logit of each row in each kind of features, by the classifier that had not seen its group. */
function outOfFoldScores(set: ProbeSet, seed: number, judged: readonly Float32Array[]): Float64Array[] {
  const labels = set.positive.map(Number);
  const folds = groupedFolds(labels, set.groups, foldCount, seed);
  const scores = judged.map(() => new Float64Array(labels.length));
  const shape = { dims: set.dims, hidden: 0, classes: 2 };
  for (let fold = 0; fold < foldCount; fold++) {
    const inFold = rowsWhere(labels.length, (row) => folds[row] === fold);
    const others = rowsWhere(labels.length, (row) => folds[row] !== fold);
    const even = { features: set.features, dims: set.dims, labels, weights: labels.map(() => 1) };
    const scale = finish(standardise(even, others));
    // createNetwork takes the mean of the losses and holds down both classes' weights, whose difference is what counts:
    // 2 / (C n) there is what 1 / C is to a sum over n and one vector of weights.
    const examples = { ...even, weights: balanced(labels, others) };
    const found = optimum(createNetwork(shape, examples, scale, 2 / (strength * others.length)), examples, others);
    judged.forEach((features, kind) => {
      const all = new Float64Array(2 * inFold.length);
      finish(createNetwork(shape, { ...examples, features }, scale, 0).logits(inFold, found, all));
      inFold.forEach((row, i) => {
        scores[kind]?.fill((all[2 * i + 1] ?? 0) - (all[2 * i] ?? 0), row, row + 1);
      });
    });
  }
  return scores;
}

function optimum(network: Network, examples: Examples, rows: Int32Array): Float64Array {
  const total = totalWeight(examples, rows);
  let last = new Float64Array(network.size);
  const descent = lbfgs((point, gradient) => network.slope(rows, total, point, gradient), last);
  for (let step = 1; step <= maxSteps; step++) {
    const point = finish(nextStep(descent))?.point;
    if (!point) break;
    const moved = point.reduce((most, value, i) => Math.max(most, Math.abs(value - (last[i] as number))), 0);
    last = point.slice();
    if (moved <= settled) break;
  }
  return last;
}

/** Weights by which both classes count the same among the rows. */
function balanced(labels: readonly number[], rows: Int32Array): number[] {
  const positives = rows.filter((row) => labels[row] === 1).length;
  return labels.map((label) => rows.length / (2 * (label === 1 ? positives : rows.length - positives)));
}

function figuresOf(positive: readonly boolean[], scores: Float64Array): ProbeFigures {
  const rows = positive.map((_, row) => row);
  const hits = rows.filter((row) => positive[row] && (scores[row] ?? 0) >= 0).length;
  const falseAlarms = rows.filter((row) => !positive[row] && (scores[row] ?? 0) >= 0).length;
  const positives = positive.filter(Boolean).length;
  const others = positive.length - positives;
  return {
    accuracy: (hits + others - falseAlarms) / positive.length,
    auroc: auroc(scores, positive, rows),
    recall: hits / positives,
    fpr: falseAlarms / others,
  };
}
