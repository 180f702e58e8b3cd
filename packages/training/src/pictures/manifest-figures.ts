import type { Figure } from '@splitsight/inference';
import type { Figures } from '@splitsight/learn';

const validation = 'grouped stratified 5-fold cross-validation on the training pictures';
/** How figures were measured, for {@link manifestFigures}. */
const howMeasured = {
  '': `${validation} as whole frames, after the codec`,
  'patch5 ': `${validation} as five patches, by the second stage, after the codec`,
} as const;

/** The figures of a cross-validation as a head's manifest states them; `prefix` is put before their names. */
export function manifestFigures(
  found: Figures,
  classes: readonly string[],
  positive: number,
  prefix: keyof typeof howMeasured = '',
): Figure[] {
  const how = howMeasured[prefix];
  const positives = found.confusion[positive]?.reduce((sum, n) => sum + n, 0) ?? 0;
  const about = `${classes[positive]}, likeliest class`;
  const round = (value: number) => Math.round(value * 10_000) / 10_000;
  const figure = (name: 'accuracy' | 'recall' | 'fpr' | 'auroc' | 'ece', n: number, what: string): Figure => ({
    name: `${prefix}${name}`,
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
