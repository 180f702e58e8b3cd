import type { Measured } from '../figures.ts';
import { measureShare } from '../judge/shares.ts';

/** Something that was stated with a probability, and whether it turned out to be right. */
export interface Verdicted {
  readonly probability: number;
  readonly right: boolean;
  /** Items of one event have the same number: together they count once in intervals. */
  readonly group: number;
}

/** What was stated and what was right, among items of like probability. */
export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly n: number;
  /** The mean probability that was stated. */
  readonly stated: number;
  /** The share that was right, with its 95 % interval. */
  readonly right: Measured;
  /** Whether `stated` lies in the interval of `right`. */
  readonly agrees: boolean;
}

/** How far what a head states is from what people found. */
export interface Calibration {
  readonly n: number;
  /** The mean probability that was stated. */
  readonly stated: number;
  /** The share that was right, with its 95 % interval. */
  readonly precision: Measured;
  readonly agrees: boolean;
  /** The mean distance between what is stated and the share that is right, over bins, weighed by their items. */
  readonly ece: number;
  /** The mean squared difference of probability and outcome (Brier 1950): 0 is perfect, 0.25 is a coin. */
  readonly brier: number;
  /** Those that are not empty, by rising probability. */
  readonly bins: readonly ReliabilityBin[];
}

const binCount = 10;

/** Compares stated probabilities with outcomes; null for none at all. */
export function calibration(items: readonly Verdicted[]): Calibration | null {
  if (items.length === 0) return null;
  const bins = Array.from({ length: binCount }, (_, bin) => {
    const own = items.filter(({ probability }) => Math.min(binCount - 1, Math.floor(probability * binCount)) === bin);
    return { from: bin / binCount, to: (bin + 1) / binCount, ...agreement(own) };
  }).filter(({ n }) => n > 0);
  const { right: precision, ...all } = agreement(items);
  const miss = bins.reduce((sum, { n, stated, right }) => sum + n * Math.abs(stated - right.value), 0);
  const squares = items.reduce((sum, { probability, right }) => sum + (probability - (right ? 1 : 0)) ** 2, 0);
  return { ...all, precision, ece: miss / items.length, brier: squares / items.length, bins };
}

function agreement(items: readonly Verdicted[]): Pick<ReliabilityBin, 'n' | 'stated' | 'right' | 'agrees'> {
  const n = items.length;
  const stated = items.reduce((sum, { probability }) => sum + probability, 0) / Math.max(1, n);
  const hits = items.filter((item) => item.right).length;
  const right = measureShare(
    hits,
    n,
    items.map(({ group }) => group),
  );
  return { n, stated, right, agrees: stated >= right.low && stated <= right.high };
}
