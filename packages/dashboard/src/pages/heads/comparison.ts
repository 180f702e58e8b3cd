import { z } from 'zod';
import { formatPercent } from '../../format/format.ts';
import { locale } from '../../strings/language.ts';

const measured = z.object({ value: z.number(), low: z.number(), high: z.number() });
const value = z.union([z.string(), z.number(), measured]).nullable();
export type ComparedValue = z.output<typeof value>;

/** Runs side by side: a value of each row stands in the place of its run. */
export const comparisonSchema = z.object({
  runs: z.array(z.object({ head: z.string(), version: z.string() })),
  rows: z.array(
    z.object({
      kind: z.enum(['parameter', 'data', 'figure']),
      name: z.string(),
      values: z.array(value),
      differs: z.boolean(),
    }),
  ),
  pairs: z.array(
    z.object({
      ...{ a: z.number(), b: z.number(), items: z.number(), only_a: z.number(), only_b: z.number(), p: z.number() },
    }),
  ),
});
export type Comparison = z.output<typeof comparisonSchema>;

const shares = new Set(['accuracy', 'precision', 'recall', 'f1', 'fpr']);

/** A value of a run as it is read: a share with its interval, a short hash, a number, a word, or a dash. */
export function valueText(name: string, given: ComparedValue): string {
  if (given === null) return '–';
  if (typeof given === 'string') return name === 'sha256' ? given.slice(0, 12) : given;
  if (typeof given === 'number') return given.toLocaleString(locale(), { maximumFractionDigits: 6 });
  const text = shares.has(name) ? formatPercent : figureText;
  return `${text(given.value)} (${text(given.low)} – ${text(given.high)})`;
}

/** Three digits behind the point. */
export function figureText(figure: number): string {
  return figure.toLocaleString(locale(), { minimumFractionDigits: 3, maximumFractionDigits: 3 });
}
