import type { Layers } from './classifier.ts';
import { learnError } from './errors.ts';
import { groupedFolds } from './folds.ts';
import { minimise } from './lbfgs.ts';
import { foldScale, scaled, standardise } from './scale.ts';
import { type Examples, logits, softmaxInPlace, softmaxLoss } from './softmax.ts';
import { calibrateTemperature, crossEntropy } from './temperature.ts';

/** What {@link trainHead} learns from. */
export interface TrainingSet extends Examples {
  readonly classes: number;
  /** The group of each row: rows of one group are never on both sides of a split. */
  readonly groups: ArrayLike<number>;
  /** Which rows validate when their group's turn comes; the others (altered copies, extra pictures) only teach. */
  readonly judged: ArrayLike<boolean>;
}

/** How {@link trainHead} learns. */
export interface TrainingOptions {
  /** How strongly weights are held down, on standardised features. */
  readonly l2: number;
  /** How much classes are evened out: at 0 every row counts the same, at 1 every class does, whatever its size. */
  readonly balance: number;
  readonly seed: number;
}

/** What listens to a training, and may end it. */
export interface TrainingHooks {
  /** Aborted, it ends the training with its reason. */
  readonly signal?: AbortSignal;
}

/** A trained classifier. */
export interface TrainedHead {
  /** On plain features: standardisation and temperature are folded in. */
  readonly layers: Layers;
  /** What the logits were divided by. */
  readonly temperature: number;
  /** How many steps of L-BFGS gave the least loss on the rows that validated. */
  readonly steps: number;
}

const maxSteps = 60;
/** Stop when so many steps in a row brought nothing on the validation split. */
const patience = 20;
const validationFolds = 5;

/**
 * Trains a head: cross-entropy, L2, class weights; full-batch L-BFGS.
 *
 * The groups that are judged are split five times; the fifths left out pick the number of steps and the temperature
 * together (one fifth alone is too few pictures for either). Then the head is trained on all rows for as many steps.
 * L-BFGS and not SGD, because the problem is convex and fits in memory: no learning rate has to be found, and nothing is
 * shuffled, so the same rows always give the same head.
 *
 * @throws CodedError LEARN_EXAMPLES, LEARN_FOLDS
 */
export async function trainHead(
  set: TrainingSet,
  options: TrainingOptions,
  hooks: TrainingHooks = {},
): Promise<TrainedHead> {
  hooks.signal?.throwIfAborted();
  requireExamples(set);
  const balanced = { ...set, weights: balance(set, options.balance) };
  const { steps, temperature } = validate(balanced, options);
  const scale = standardise(balanced);
  const parameters = descend(scaled(balanced, scale), set.classes, options.l2, (_, count) => count < steps);
  return { layers: { output: foldScale(parameters, set.classes, scale, temperature) }, temperature, steps };
}

/** The probabilities a head gives to rows of features: count × classes. */
export function predict({ layers }: Pick<TrainedHead, 'layers'>, features: Float32Array): Float64Array {
  const { weights, bias } = layers.output;
  const classes = bias.length;
  const dims = weights.length / classes;
  const parameters = new Float64Array(classes * (dims + 1));
  for (let c = 0; c < classes; c++) {
    parameters.set(weights.subarray(c * dims, (c + 1) * dims), c * (dims + 1));
    parameters[c * (dims + 1) + dims] = bias[c] as number;
  }
  const all = logits(features, dims, classes, parameters);
  for (let at = 0; at < all.length; at += classes) softmaxInPlace(all.subarray(at, at + classes), 0);
  return all;
}

/** Picks the number of steps of the least loss, at its best temperature, over the rows left out of each split. */
function validate(
  set: TrainingSet,
  { l2, seed }: TrainingOptions,
): { readonly steps: number; readonly temperature: number } {
  const judged = rowsOf(set, (row) => set.judged[row] === true);
  const groups = judged.map((row) => set.groups[row] as number);
  const folds = groupedFolds(pick(set, judged).labels, groups, validationFolds, seed);
  const foldOf = new Map(groups.map((group, i) => [group, folds[i] as number]));
  const splits = Array.from({ length: validationFolds }, (_, fold) => {
    const held = pick(
      set,
      judged.filter((_, i) => folds[i] === fold),
    );
    const learning = pick(
      set,
      rowsOf(set, (row) => foldOf.get(set.groups[row] as number) !== fold),
    );
    return { held, logits: logitsByStep(learning, held, set.classes, l2) };
  });
  const labels = splits.flatMap(({ held }) => Array.from(held.labels));
  const weights = splits.flatMap(({ held }) => Array.from(held.weights));
  let best = { steps: 1, temperature: 1, loss: Number.POSITIVE_INFINITY };
  for (let steps = 1; steps <= Math.max(...splits.map((split) => split.logits.length)); steps++) {
    // A split that has ended keeps the scores of its last step.
    const pooled = Float64Array.from(
      splits.flatMap((split) => [...(split.logits[steps - 1] ?? split.logits.at(-1) ?? [])]),
    );
    const temperature = calibrateTemperature(pooled, labels, weights);
    const loss = crossEntropy(pooled, labels, weights, temperature);
    if (loss < best.loss) best = { steps, temperature, loss };
  }
  return best;
}

/** The logits of the rows left out, after each step, until no temperature makes them better for a while. */
function logitsByStep(learning: Examples, validating: Examples, classes: number, l2: number): Float64Array[] {
  const scale = standardise(learning);
  const held = scaled(validating, scale);
  const found: Float64Array[] = [];
  let best = { steps: 0, loss: Number.POSITIVE_INFINITY };
  descend(scaled(learning, scale), classes, l2, (point, steps) => {
    const scores = logits(held.features, held.dims, classes, point);
    found.push(scores);
    const loss = crossEntropy(
      scores,
      held.labels,
      held.weights,
      calibrateTemperature(scores, held.labels, held.weights),
    );
    if (loss < best.loss) best = { steps, loss };
    return steps < maxSteps && steps - best.steps < patience;
  });
  return found;
}

function descend(
  examples: Examples,
  classes: number,
  l2: number,
  onStep: (point: Float64Array, steps: number) => boolean,
): Float64Array {
  const start = new Float64Array(classes * (examples.dims + 1));
  return minimise((point) => softmaxLoss(examples, classes, l2, point), start, onStep);
}

function balance(set: TrainingSet, strength: number): Float64Array {
  const totals = new Float64Array(set.classes);
  for (let row = 0; row < set.labels.length; row++) {
    const label = set.labels[row] as number;
    totals[label] = (totals[label] as number) + (set.weights[row] as number);
  }
  return Float64Array.from({ length: set.labels.length }, (_, row) => {
    return (set.weights[row] as number) / (totals[set.labels[row] as number] as number) ** strength;
  });
}

function rowsOf(set: Examples, wanted: (row: number) => boolean): number[] {
  return Array.from({ length: set.labels.length }, (_, row) => row).filter(wanted);
}

function pick({ dims, features, labels, weights }: Examples, rows: readonly number[]): Examples {
  const picked = new Float32Array(rows.length * dims);
  rows.forEach((row, i) => {
    picked.set(features.subarray(row * dims, (row + 1) * dims), i * dims);
  });
  return {
    dims,
    features: picked,
    labels: rows.map((row) => labels[row] as number),
    weights: rows.map((row) => weights[row] as number),
  };
}

function requireExamples(set: TrainingSet): void {
  const count = set.labels.length;
  if (set.features.length !== count * set.dims) {
    throw learnError('LEARN_EXAMPLES', `${set.features.length} values for ${count} rows of ${set.dims}`);
  }
  for (let c = 0; c < set.classes; c++) {
    if (!Array.prototype.includes.call(set.labels, c)) throw learnError('LEARN_EXAMPLES', `class ${c} has no rows`);
  }
  if (!set.features.every(Number.isFinite)) throw learnError('LEARN_EXAMPLES', 'a value is not a finite number');
}
