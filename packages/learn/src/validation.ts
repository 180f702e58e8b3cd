import { auroc } from './figures.ts';
import type { Recipe } from './options.ts';
import type { Scale } from './scale.ts';
import { softmaxInPlace } from './softmax.ts';
import { advance, makeSplits } from './splits.ts';
import { type Calibrated, calibrate, type Scored } from './temperature.ts';
import type { TrainingSet } from './training-set.ts';

/** How far a training has come, and how good it is on rows that it has not seen. */
export interface CurvePoint {
  /** Steps of L-BFGS, or epochs of SGD, from 1. */
  readonly step: number;
  readonly training: {
    /** The weighted mean cross-entropy, without l2; of SGD, over the epoch. */
    readonly loss: number;
  };
  readonly validation: {
    /** The weighted mean cross-entropy at the temperature that suits it best. */
    readonly loss: number;
    /** The share of rows whose likeliest class is right. */
    readonly accuracy: number;
    /** Of the class that alerts, if it was named. */
    readonly auroc?: number;
    /** Of the rows of that class, the share whose likeliest class it is. */
    readonly recall?: number;
  };
}

/** What the rows held out decide. */
export interface Choice {
  readonly steps: number;
  readonly temperature: number;
  readonly curve: readonly CurvePoint[];
  /** The classifier after so many steps, where one split decided. Where five did, one is to be trained on all rows. */
  readonly kept: { readonly point: Float64Array; readonly scale: Scale } | undefined;
}

/**
 * Trains without some groups and finds the number of steps after which the loss on their rows is least, each at its best
 * temperature. Yields the work it does, and a point of the curve after each step.
 *
 * @throws CodedError LEARN_FOLDS, LEARN_DIVERGED
 */
export function* validate(set: TrainingSet, recipe: Recipe): Generator<number | CurvePoint, Choice, void> {
  const { splits, pooled } = yield* makeSplits(set, recipe);
  const only = splits.length === 1 ? splits[0] : undefined;
  const curve: CurvePoint[] = [];
  let best = { step: 1, temperature: 1, loss: Number.POSITIVE_INFINITY };
  let kept: Choice['kept'];
  for (let step = 1; splits.some((split) => !split.ended); step++) {
    let found: Calibrated | undefined;
    for (const split of splits) found = (yield* advance(split, step, recipe)) ?? found;
    if (!found) break;
    if (!only) found = yield* calibrate(pooled);
    if (found.loss < best.loss) {
      best = { ...found, step };
      if (only?.point) kept = { point: only.point.slice(), scale: only.scale };
    }
    const losses = splits.map(({ entropy }) => entropy);
    const point: CurvePoint = {
      step,
      training: { loss: losses.reduce((sum, loss) => sum + loss, 0) / losses.length },
      validation: { loss: found.loss, ...judge(pooled, found.temperature, recipe.positive) },
    };
    curve.push(point);
    yield point;
  }
  return { steps: best.step, temperature: best.temperature, curve, kept };
}

function judge({ logits, labels }: Scored, temperature: number, positive: number | undefined) {
  const count = labels.length;
  const classes = logits.length / count;
  const probabilities = logits.map((logit) => logit / temperature);
  const isRight = Array.from({ length: count }, (_, row) => {
    const at = row * classes;
    const own = softmaxInPlace(probabilities, at, classes, labels[row] as number);
    return probabilities.subarray(at, at + classes).every((other) => other <= own);
  });
  const accuracy = isRight.filter(Boolean).length / count;
  if (positive === undefined) return { accuracy };
  const isPositive = isRight.map((_, row) => labels[row] === positive);
  const found = isRight.filter((right, row) => right && isPositive[row]).length;
  const scores = Float64Array.from({ length: count }, (_, row) => probabilities[row * classes + positive] as number);
  return {
    accuracy,
    auroc: auroc(
      scores,
      isPositive,
      isRight.map((_, row) => row),
    ),
    recall: found / Math.max(1, isPositive.filter(Boolean).length),
  };
}
