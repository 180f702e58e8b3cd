import { sleep } from '@splitsight/kernel';
import { type Classifier, type Layers, layersAt } from './classifier.ts';
import { nextStep } from './descent.ts';
import { rowsWhere } from './examples.ts';
import { createNetwork } from './network.ts';
import { parseOptions, type Recipe, type TrainingOptions } from './options.ts';
import { divide, foldScale, type Scale, standardise } from './scale.ts';
import { descend } from './start.ts';
import { requireExamples, type TrainingSet } from './training-set.ts';
import { type CurvePoint, validate } from './validation.ts';

/** What listens to a training, and may end it. */
export interface TrainingHooks {
  /** Aborted, it ends the training with its reason. It is looked at about every 10 ms, once groups are dealt. */
  readonly signal?: AbortSignal;
  /** Told each point of the curve as it is found; the training waits for the answer. */
  readonly onPoint?: (point: CurvePoint) => void | Promise<void>;
}

/** A trained classifier. */
export interface TrainedHead extends Classifier {
  /** How many steps of L-BFGS, or epochs of SGD, gave the least loss on the rows that validated. */
  readonly steps: number;
  readonly curve: readonly CurvePoint[];
}

/** After so many multiply-adds, about 10 ms, everything else on the thread gets a turn. */
const workAtATime = 2 ** 24;

/**
 * Trains a head: cross-entropy, L2, class weights, on standardised features, by L-BFGS or SGD.
 *
 * The groups that are judged are split into fifths, or into fewer parts where a class has fewer groups (2 at the least).
 * Below 3,000 judged rows, and where it does not take too long, the head is trained without each part in turn; the rows left
 * out pick the number of steps and the temperature together, and the head is trained on all rows for as many steps. With more
 * rows one part is left out, and the head that is best on it is the result: that part teaches nothing but when to stop and how
 * sure to be.
 *
 * The same set, options and seed give the same head, to the last bit.
 *
 * @throws CodedError LEARN_EXAMPLES, LEARN_SIZE, LEARN_CLASSES, LEARN_VALUES, LEARN_CONSTANT, LEARN_FOLDS, LEARN_OPTIONS,
 *   LEARN_DIVERGED; and the reason of `hooks.signal`.
 */
export async function trainHead(
  set: TrainingSet,
  options: TrainingOptions,
  hooks: TrainingHooks = {},
): Promise<TrainedHead> {
  const { signal, onPoint } = hooks;
  signal?.throwIfAborted();
  const training = train(set, options);
  for (let work = 0; ; ) {
    const turn = training.next();
    if (turn.done) return turn.value;
    if (typeof turn.value === 'number') work += turn.value;
    else await onPoint?.(turn.value);
    if (work > workAtATime) {
      work = 0;
      await sleep(0);
    }
    signal?.throwIfAborted();
  }
}

function* train(given: TrainingSet, options: TrainingOptions): Generator<number | CurvePoint, TrainedHead, void> {
  yield* requireExamples(given);
  const recipe = parseOptions(options, given.dims, given.classes);
  const set = { ...given, weights: weighClasses(given, options) };
  const { steps, temperature, curve, kept } = yield* validate(set, recipe);
  if (kept) return { layers: fold(kept.point, recipe, kept.scale, temperature), temperature, steps, curve };

  const all = rowsWhere(set.labels.length, () => true);
  const scale = yield* standardise(set, all);
  const network = createNetwork(recipe.shape, set, scale, recipe.l2);
  const descent = descend(network, set, all, recipe);
  let point: Float64Array = new Float64Array(network.size);
  for (let step = 1; step <= steps; step++) point = (yield* nextStep(descent))?.point ?? point;
  return { layers: fold(point, recipe, scale, temperature), temperature, steps, curve };
}

/** The layers of a point, with standardisation folded into the first and temperature into the last. */
function fold(point: Float64Array, { shape }: Recipe, scale: Scale, temperature: number): Layers {
  const { hidden, output } = layersAt(point, shape);
  if (!hidden) return { output: divide(foldScale(output, scale), temperature) };
  return { hidden: foldScale(hidden, scale), output: divide(output, temperature) };
}

function weighClasses(set: TrainingSet, { balance, class_weights }: TrainingOptions): Float64Array {
  const totals = new Float64Array(set.classes);
  for (let row = 0; row < set.labels.length; row++) {
    const label = set.labels[row] as number;
    totals[label] = (totals[label] as number) + (set.weights[row] as number);
  }
  return Float64Array.from({ length: set.labels.length }, (_, row) => {
    const label = set.labels[row] as number;
    return ((set.weights[row] as number) * (class_weights?.[label] ?? 1)) / (totals[label] as number) ** balance;
  });
}
