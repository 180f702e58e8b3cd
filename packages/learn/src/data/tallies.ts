import type { LabelledVectors } from './labelled.ts';

/** What there is of one class. */
export interface ClassTally {
  readonly label: string;
  readonly n: number;
  /** Groups that it is in. */
  readonly groups: number;
  /** Cameras that it was seen by, and days that it was seen on; unknown ones do not count. */
  readonly cameras: number;
  readonly days: number;
}

/** Items of each class by camera or by day; '' where that is not known. */
export interface Tally {
  readonly name: string;
  /** One number a class. */
  readonly counts: readonly number[];
}

/** How many items there are. */
export interface Tallies {
  readonly classes: readonly ClassTally[];
  /** By name. */
  readonly cameras: readonly Tally[];
  /** By date (YYYY-MM-DD, UTC). */
  readonly days: readonly Tally[];
}

/** Counts items by class, by class and camera, and by class and day. */
export function tally({ labels, classes, cameras, times }: LabelledVectors, groups: ArrayLike<number>): Tallies {
  const rows = Array.from({ length: labels.length }, (_, row) => row);
  const byCamera = count(rows, labels, classes.length, (row) => cameras[row] as string);
  const byDay = count(rows, labels, classes.length, (row) => dayOf(times[row] as number));
  const groupsOf = classes.map(() => new Set<number>());
  for (const row of rows) groupsOf[labels[row] as number]?.add(groups[row] as number);
  const known = (all: readonly Tally[], c: number) => all.filter(({ name, counts }) => name && counts[c]).length;
  return {
    classes: classes.map((label, c) => ({
      label,
      n: byCamera.reduce((sum, { counts }) => sum + (counts[c] ?? 0), 0),
      groups: groupsOf[c]?.size ?? 0,
      cameras: known(byCamera, c),
      days: known(byDay, c),
    })),
    cameras: byCamera,
    days: byDay,
  };
}

function count(
  rows: readonly number[],
  labels: ArrayLike<number>,
  classes: number,
  nameOf: (row: number) => string,
): Tally[] {
  const found = new Map<string, number[]>();
  for (const row of rows) {
    const name = nameOf(row);
    const counts = found.get(name) ?? new Array<number>(classes).fill(0);
    const label = labels[row] as number;
    counts[label] = (counts[label] ?? 0) + 1;
    found.set(name, counts);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, counts]) => ({ name, counts }));
}

/** The furthest time that a date can have. */
const maxTime = 8.64e15;

function dayOf(time: number): string {
  return Math.abs(time) <= maxTime ? new Date(time).toISOString().slice(0, -14) : '';
}
