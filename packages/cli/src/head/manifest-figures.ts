import type { Figure } from '@splitsight/inference';
import type { Figures } from '@splitsight/learn';

/** The figures of a cross-validation as a head's manifest states them. */
export function manifestFigures(found: Figures, classes: readonly string[], positive: number): Figure[] {
  const how = 'grouped stratified 5-fold cross-validation on the training pictures as whole frames, after the codec';
  const positives = found.confusion[positive]?.reduce((sum, n) => sum + n, 0) ?? 0;
  const about = `${classes[positive]}, likeliest class`;
  const round = (value: number) => Math.round(value * 10_000) / 10_000;
  const figure = (name: 'accuracy' | 'recall' | 'fpr' | 'auroc' | 'ece', n: number, what: string): Figure => ({
    name,
    value: round(found[name].value),
    low: round(found[name].low),
    high: round(found[name].high),
    n,
    how: `${what}; ${how}`,
  });
  return [
    figure('accuracy', found.n, 'likeliest class; Wilson interval'),
    figure('recall', positives, `${about}; Wilson interval`),
    figure('fpr', found.n - positives, `${about}; Wilson interval`),
    figure('auroc', found.n, 'ties half; bootstrap interval'),
    figure('ece', found.n, '15 bins; bootstrap interval'),
  ];
}
