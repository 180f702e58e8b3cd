import type { Measured } from '../figures.ts';
import type { Judgement } from './judgement.ts';
import { smallSetNotes } from './notes.ts';

/** More cameras than this are only counted. */
const maxCameras = 20;
/** A larger confusion matrix does not fit on a line. */
const maxConfusion = 12;

/** A judgement for people: short tables, with the 95 % intervals, and what the set is too small to know. */
export function describeJudgement(found: Judgement): string {
  const parts = [summary(found), classTable(found)];
  if (found.classes.length <= maxConfusion) parts.push(confusionTable(found));
  if (found.cameras.some(({ camera }) => camera !== '')) parts.push(cameraTable(found));
  const notes = smallSetNotes(found);
  if (notes.length > 0) parts.push(notes.map((note) => `note: ${note}`).join('\n'));
  return parts.join('\n\n');
}

function summary(found: Judgement): string {
  const { n, groups, positive, ece_before: before } = found;
  const rows: (readonly [string, Measured])[] = [
    ['accuracy', found.accuracy],
    ['precision', found.precision],
    ['recall', found.recall],
    ['F1', found.f1],
    ['false positives', found.fpr],
    ['AUROC', found.auroc],
    ['average precision', found.average_precision],
    ['Brier', found.brier],
    ['ECE', found.ece],
    ...(before ? [['ECE, uncalibrated', before] as const] : []),
  ];
  const seen = groups === n ? '' : ` in ${groups} groups`;
  return [
    `${n} held-out items${seen}; alerts on "${positive}"`,
    ...table(rows.map(([name, { value, low, high }]) => [name, value.toFixed(4), interval(low, high)])),
  ].join('\n');
}

function interval(low: number, high: number): string {
  return `(95 %: ${low.toFixed(4)} to ${high.toFixed(4)})`;
}

function short({ value, low, high }: Measured): string {
  const points = (share: number) => (100 * share).toFixed(1);
  return `${points(value)} % (${points(low)}–${points(high)})`;
}

function classTable({ classes }: Judgement): string {
  const rows = classes.map(({ label, n, groups, precision, recall, f1 }) => {
    return [label, String(n), String(groups), short(precision), short(recall), short(f1)];
  });
  return table([['class', 'items', 'groups', 'precision', 'recall', 'F1'], ...rows]).join('\n');
}

function confusionTable({ classes, confusion }: Judgement): string {
  const rows = confusion.map((counts, c) => [classes[c]?.label ?? '', ...counts.map(String)]);
  return table([['is \\ taken for', ...classes.map(({ label }) => label)], ...rows]).join('\n');
}

function cameraTable({ cameras }: Judgement): string {
  const rows = cameras.slice(0, maxCameras).map(({ camera, n, positives, accuracy, recall, fpr }) => {
    const found = positives === 0 ? '-' : short(recall);
    return [
      camera || '(none)',
      String(n),
      String(positives),
      short(accuracy),
      found,
      positives === n ? '-' : short(fpr),
    ];
  });
  const lines = table([['camera', 'items', 'of it', 'accuracy', 'recall', 'false positives'], ...rows]);
  if (cameras.length > maxCameras) lines.push(`and ${cameras.length - maxCameras} more cameras`);
  return lines.join('\n');
}

/** Cells in columns, the first to the left and numbers as they come. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
