import type { Measured } from '../figures.ts';
import type { ThresholdPoint } from './curve.ts';
import type { ConfidenceBin } from './reliability.ts';

/** What a head said about rows that it had not seen. */
export interface Predictions {
  /** The head's answers: count × classes, calibrated, each row adding up to 1. */
  readonly probabilities: ArrayLike<number>;
  /** The same before temperature scaling, to show what that does. */
  readonly uncalibrated?: ArrayLike<number>;
  /** The actual class of each row, from 0. */
  readonly labels: ArrayLike<number>;
  readonly classes: readonly string[];
  /** The class that alerts. */
  readonly positive: number;
  /** The group of each row: looks at one event share one. Without, each row is its own. */
  readonly groups?: ArrayLike<number>;
  /** The camera of each row, '' where there is none. */
  readonly cameras?: ArrayLike<string>;
}

/**
 * How good a head is on rows that it had not seen. It is JSON as it stands.
 *
 * All intervals are of 95 %. Those of shares (accuracy, recall, precision, fpr) are Wilson's, each group counting once
 * (see `measureShare`); those of the others come from resampling whole groups (see `bootstrap`), because the frames of a
 * group are not independent. Where a side has fewer than 10 groups, or every resample gives the same, a bootstrap says
 * less than it seems to: the interval is then at least Wilson's of as many rows as the smaller side has groups, which is
 * wide enough for any such figure (the variance of AUROC is at most A (1 − A) / min(m, n): Birnbaum and Klose 1957).
 *
 * Of nothing at all everything is possible: a share of no rows is 0, between 0 and 1.
 */
export interface Judgement {
  /** Rows. */
  readonly n: number;
  /** Groups of rows. */
  readonly groups: number;
  /** The class that alerts. */
  readonly positive: string;
  /** The share of rows whose likeliest class is right. */
  readonly accuracy: Measured;
  /** Of the rows taken for the alerting class, the share that is. */
  readonly precision: Measured;
  /** Of the rows of the alerting class, the share that is found. */
  readonly recall: Measured;
  /** The harmonic mean of precision and recall. */
  readonly f1: Measured;
  /** Of the other rows, the share that is taken for the alerting class. */
  readonly fpr: Measured;
  /** The chance that a row of the alerting class scores above another; ties count half. 0.5 when one side is empty. */
  readonly auroc: Measured;
  /** Precision averaged over recall. 0 without rows of the alerting class. */
  readonly average_precision: Measured;
  /** The mean square of (probability of the alerting class − 1 or 0), 0 to 1 (Brier 1950). */
  readonly brier: Measured;
  /** How far confidence is from being right, after temperature scaling, over the bins of `reliability`. */
  readonly ece: Measured;
  readonly reliability: readonly ConfidenceBin[];
  /** Both before temperature scaling, where that was given. */
  readonly ece_before?: Measured;
  readonly reliability_before?: readonly ConfidenceBin[];
  /** confusion[actual][predicted] */
  readonly confusion: readonly (readonly number[])[];
  readonly classes: readonly ClassFigures[];
  /** By name; empty where no cameras were given. */
  readonly cameras: readonly CameraFigures[];
  /** Precision, recall and false positives over thresholds of the alerting class. */
  readonly curve: readonly ThresholdPoint[];
}

/** How well one class is told from all others, by the likeliest class. */
export interface ClassFigures {
  readonly label: string;
  readonly n: number;
  readonly groups: number;
  readonly precision: Measured;
  readonly recall: Measured;
  readonly f1: Measured;
}

/** How good a head is on the rows of one camera. */
export interface CameraFigures {
  /** '' for rows without one. */
  readonly camera: string;
  readonly n: number;
  readonly groups: number;
  /** Rows of the alerting class. */
  readonly positives: number;
  readonly accuracy: Measured;
  readonly precision: Measured;
  readonly recall: Measured;
  readonly fpr: Measured;
}
