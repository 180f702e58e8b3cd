import type { Measured } from '@splitsight/learn';
import type { RunFile } from '../run/run-file.ts';
import { flatParameters } from './flat-parameters.ts';

/** With fewer groups than this the intervals are wide, and the report says why. */
const fewGroups = 100;

/** A run for people: what was trained on what, how good it is and how sure that is, and what to beware of. */
export function describeRun(run: RunFile): string {
  const { data, judgement, split, rule, codec, backbone, classes } = run;
  const counts = (record: Readonly<Record<string, number>>) =>
    Object.entries(record)
      .map(([name, n]) => `${name} ${n}`)
      .join(', ');
  const right = judgement.confusion.reduce((sum, row, c) => sum + (row[c] ?? 0), 0);
  const cameras = Object.keys(data.cameras).length;
  return [
    `${run.parameters.head} on ${backbone.name}, ${codec}`,
    `  ${describeParameters(run)}`,
    `  data: ${data.name}, ${data.items} items (${counts(data.classes)})${cameras > 0 ? ` of ${plural(cameras, 'camera')}` : ''} in ${plural(data.groups, 'group')}, by ${data.grouped_by}`,
    `  sha256 ${data.sha256}`,
    '',
    `held out by group, ${describeSplit(run)}: ${split.why}`,
    `  ${judgement.n} items, ${right} right: ${shareRange(judgement.accuracy)}`,
    ...figureLines(run),
    ...(judgement.groups < fewGroups
      ? [
          `  The ranges are wide because ${plural(judgement.groups, 'group')} of items ${judgement.groups === 1 ? 'is' : 'are'} few: more occasions make them narrower, more items of the same do not.`,
        ]
      : []),
    '',
    'of each class (rows), so many were taken for each (columns)',
    ...table([['', ...classes], ...judgement.confusion.map((row, c) => [classes[c] ?? '', ...row.map(String)])]),
    ...(judgement.cameras.length > 0 ? ['', 'by camera', ...table(cameraRows(run))] : []),
    '',
    `suggested rule: threshold ${rule.threshold}, instant ${rule.instant}, ${rule.k} of ${rule.n}, clear ${rule.clear}`,
    ...rule.why.map((line) => `  ${line}`),
    ...run.notes.map((note) => `beware: ${note}`),
  ].join('\n');
}

/** The parameters in one line. */
function describeParameters({ parameters }: RunFile): string {
  return Object.entries(flatParameters(parameters))
    .filter(([name]) => name !== 'head')
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}

function describeSplit({ split }: RunFile): string {
  return split.kind === 'cross-validation' ? `cross-validation in ${split.folds} parts` : `1 part of ${split.folds}`;
}

function figureLines({ judgement, classes, positive }: RunFile): string[] {
  const { ece, ece_before: before } = judgement;
  const shares = (['precision', 'recall', 'f1', 'fpr'] as const).map((name) => [name, judgement[name]] as const);
  const line = (name: string, text: string) => `  ${name.padEnd(9)} ${text}`;
  return [
    ...shares.map(([name, value]) =>
      line(
        name,
        `${percent(value.value)}, ${shareRange(value)}  of ${name === 'fpr' ? 'the others' : classes[positive]}`,
      ),
    ),
    line('auroc', `${judgement.auroc.value.toFixed(4)}, ${range(judgement.auroc)}`),
    line(
      'ece',
      `${ece.value.toFixed(4)}, ${range(ece)}${before ? `; before temperature scaling ${before.value.toFixed(4)}` : ''}`,
    ),
  ];
}

function cameraRows({ judgement }: RunFile): string[][] {
  return [
    ['', 'items', 'groups', 'accuracy', '95 %'],
    ...judgement.cameras.map(({ camera, n, groups, accuracy }) => [
      camera || '(none)',
      String(n),
      String(groups),
      percent(accuracy.value),
      shareRange(accuracy),
    ]),
  ];
}

/** Columns of equal width, two spaces between. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, c) => Math.max(...rows.map((row) => row[c]?.length ?? 0)));
  return rows.map((row) => `  ${row.map((cell, c) => cell.padEnd(widths[c] ?? 0)).join('  ')}`.trimEnd());
}

/** `97.4 %` */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** `86.5–99.5 %` */
export function shareRange({ low, high }: Measured): string {
  return `${(100 * low).toFixed(1)}–${(100 * high).toFixed(1)} %`;
}

function range({ low, high }: Measured): string {
  return `${low.toFixed(4)}–${high.toFixed(4)}`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
