import type { SuggestedRule } from '@splitsight/inference';
import { pickThreshold, type ThresholdTable, thresholdTable } from '@splitsight/learn';

/** Numbers for the alert rule, and why these, in lines for people. */
export interface ExplainedRule extends SuggestedRule {
  readonly why: readonly string[];
}

/** Of what a threshold takes for the alerting class, so much is to be. */
const wantedPrecision = 0.9;
/** A threshold lies between these: below, the head itself thinks it rather something else. */
const [leastThreshold, mostThreshold] = [0.5, 0.95];
/** One frame alone raises from here on, and only above everything that was wrong among the held-out items. */
const leastInstant = 0.9;
/** From this share of wrong items on, at the worse end of the interval, more frames have to agree. */
const manyWrong = 0.1;

/**
 * Suggests a rule from held-out scores. It is conservative: an alert that is not raised by one frame is raised by the next,
 * while every false one is somebody's time.
 */
export function suggestRule(held: Parameters<typeof thresholdTable>[0]): ExplainedRule {
  const table = thresholdTable(held);
  const wanted = pickThreshold(table, { kind: 'precision', at_least: wantedPrecision });
  const picked = wanted.met ? wanted : pickThreshold(table, { kind: 'f1' });
  if (!picked.met) {
    return { threshold: 0.8, instant: 0.95, k: 2, n: 3, clear: 0.5, why: [`${picked.message}: usual numbers`] };
  }
  const { row } = picked;
  const threshold = rounded(clamp(between(table, row.threshold), leastThreshold, mostThreshold));
  const others = Array.from(held.scores).filter((_, i) => !held.positive[i]);
  const highest = others.reduce((most, score) => Math.max(most, score), 0);
  const instant = Math.min(0.999, Math.max(leastInstant, threshold, Math.ceil(500 * (1 + highest)) / 1000));
  const isNoisy = row.fpr.high >= manyWrong;
  const [k, n] = isNoisy ? [3, 5] : [2, 3];
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  return {
    threshold,
    instant,
    k,
    n,
    clear: rounded(0.6 * threshold),
    why: [
      wanted.met
        ? `threshold ${threshold}: of held-out items at or above ${row.threshold.toFixed(3)}, ${percent(row.precision.value)} are right, and ${percent(row.recall.value)} of what there is is found`
        : `threshold ${threshold}: ${wanted.message}; this one has the best F1, ${row.f1.toFixed(3)}`,
      `instant ${instant}: half way between the highest wrong score, ${highest.toFixed(3)}, and certainty, ${leastInstant} at the least`,
      `${k} of ${n}: up to ${percent(row.fpr.high)} of other items may be taken wrongly (upper end of the interval)`,
    ],
  };
}

/** Half way from a threshold to the next lower score: neither side is favoured where nothing was seen. */
function between({ rows }: ThresholdTable, threshold: number): number {
  const below = rows.find((row) => row.threshold < threshold);
  return below ? (threshold + below.threshold) / 2 : threshold;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

function rounded(value: number): number {
  return Math.round(1000 * value) / 1000;
}
