import type { Measured } from '@splitsight/learn';
import { z } from 'zod';
import type { RunFile } from '../run/run-file.ts';
import { percent, shareRange, table } from './describe-run.ts';
import { flatParameters } from './flat-parameters.ts';

const measured = z.object({ value: z.number(), low: z.number(), high: z.number() });
const value = z.union([z.string(), z.number(), measured]).nullable();

/** Runs side by side: the columns stand in the order that they were asked for. */
export const comparisonSchema = z.object({
  runs: z.array(z.object({ head: z.string(), version: z.string(), id: z.string() })),
  rows: z.array(
    z.object({
      kind: z.enum(['parameter', 'data', 'figure']),
      name: z.string(),
      values: z.array(value).describe('one a run; null where it has none'),
      differs: z.boolean(),
    }),
  ),
  pairs: z
    .array(
      z.object({
        a: z.int().min(0).describe('the place of a run in `runs`'),
        b: z.int().min(0),
        items: z.int().min(1).describe('how many items both judged'),
        only_a: z.int().min(0).describe('how many of them only a got right'),
        only_b: z.int().min(0),
        p: z.number().describe('how likely so large a difference is by chance alone (McNemar, exact)'),
      }),
    )
    .describe('runs that judged the same items: their differences tell more than their figures'),
});
export type RunComparison = z.output<typeof comparisonSchema>;

/** A run and the version that it made. */
export interface VersionRun {
  readonly head: string;
  readonly version: string;
  readonly run: RunFile;
}

const figureNames = [
  'accuracy',
  'precision',
  'recall',
  'f1',
  'fpr',
  'auroc',
  'average_precision',
  'brier',
  'ece',
] as const;

/** Puts parameters, data and figures of runs side by side, and marks what differs. */
export function compareRuns(given: readonly VersionRun[]): RunComparison {
  const runs = given.map(({ run }) => run);
  const parameters = runs.map(({ parameters }) => flatParameters(parameters));
  const names = new Set(parameters.flatMap((flat) => Object.keys(flat)));
  const row = (kind: 'parameter' | 'data' | 'figure', name: string, values: z.output<typeof value>[]) => ({
    kind,
    name,
    values,
    differs: new Set(values.map((one) => JSON.stringify(one))).size > 1,
  });
  const data = (name: string, of: (run: RunFile) => string | number) => row('data', name, runs.map(of));
  return {
    runs: given.map(({ head, version, run: { id } }) => ({ head, version, id })),
    rows: [
      ...[...names].map((name) =>
        row(
          'parameter',
          name,
          parameters.map((flat) => flat[name] ?? null),
        ),
      ),
      data('data', ({ data: { name } }) => name),
      data('sha256', ({ data: { sha256 } }) => sha256),
      data('items', ({ data: { items } }) => items),
      data('classes', ({ classes }) => classes.join(', ')),
      data('backbone', ({ backbone: { fingerprint } }) => fingerprint),
      data('codec', ({ codec }) => codec),
      data('split', ({ split: { kind, folds } }) => `${kind} ${folds}`),
      data('judged', ({ judgement: { n } }) => n),
      ...figureNames.map((name) =>
        row(
          'figure',
          name,
          runs.map(({ judgement }) => ({ ...judgement[name] })),
        ),
      ),
    ],
    pairs: runs.flatMap((a, i) => runs.flatMap((b, j) => (j > i ? pair(a, b, i, j) : []))),
  };
}

function pair(a: RunFile, b: RunFile, i: number, j: number): RunComparison['pairs'] {
  const isRight = new Map(a.held_out.map(({ origin, label, predicted }) => [origin, label === predicted]));
  const both = b.held_out.filter(({ origin }) => isRight.has(origin));
  if (both.length === 0) return [];
  const count = (right: boolean) =>
    both.filter(({ origin, label, predicted }) => isRight.get(origin) === right && (label === predicted) !== right)
      .length;
  const [onlyA, onlyB] = [count(true), count(false)];
  return [{ a: i, b: j, items: both.length, only_a: onlyA, only_b: onlyB, p: signTest(onlyA, onlyB) }];
}

/** The chance that of so many coin tosses the sides differ at least as much. */
function signTest(heads: number, tails: number): number {
  const tosses = heads + tails;
  const least = Math.min(heads, tails);
  let log = -tosses * Math.LN2;
  let sum = 0;
  for (let k = 0; k <= least; k++) {
    sum += Math.exp(log);
    log += Math.log(tosses - k) - Math.log(k + 1);
  }
  return Math.min(1, 2 * sum);
}

/** A comparison for people: one column a run, and a star where they differ. */
export function describeComparison({ runs, rows, pairs }: RunComparison): string {
  const nameOf = (place: number) => `${runs[place]?.head} ${runs[place]?.version}`;
  return [
    ...table([
      ['', '', ...runs.map((_, place) => nameOf(place))],
      ...rows.map(({ differs, name, values }) => [
        differs ? '*' : '',
        name,
        ...values.map((one) => describe(name, one)),
      ]),
    ]),
    ...pairs.map(({ a, b, items, only_a, only_b, p }) => {
      const sure = p < 0.05 ? '' : ', which may be chance';
      return `  of ${items} items that both judged, only ${nameOf(a)} has ${only_a} right and only ${nameOf(b)} ${only_b} (p = ${p.toFixed(3)}${sure})`;
    }),
  ].join('\n');
}

function describe(name: string, one: string | number | Measured | null): string {
  if (one === null) return '–';
  if (name === 'sha256') return String(one).slice(0, 12);
  if (typeof one !== 'object') return String(one);
  const isShare = ['accuracy', 'precision', 'recall', 'f1', 'fpr'].includes(name);
  return isShare
    ? `${percent(one.value)} (${shareRange(one)})`
    : `${one.value.toFixed(4)} (${one.low.toFixed(4)}–${one.high.toFixed(4)})`;
}
