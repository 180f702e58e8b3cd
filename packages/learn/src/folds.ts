import { learnError } from './errors.ts';
import { createRandom, shuffled } from './random.ts';

/**
 * Deals items into folds so that items of one group share a fold and every fold holds about the same share of each class.
 *
 * Groups are dealt in random order, the large ones first, each to the fold that still lacks most of what it brings.
 *
 * @param labels the class of each item, from 0.
 * @param groups the group of each item; near-duplicates share one.
 * @param count how many folds, 2 or more.
 * @returns the fold of each item, 0 to count − 1.
 * @throws CodedError LEARN_FOLDS when a class has fewer groups than there are folds.
 */
export function groupedFolds(
  labels: ArrayLike<number>,
  groups: ArrayLike<number>,
  count: number,
  seed: number,
): Int32Array {
  const classes = classCount(labels);
  const tallies = tallyGroups(labels, groups, classes);
  const totals = new Array<number>(classes).fill(0);
  const groupsOf = new Array<number>(classes).fill(0);
  for (const tally of tallies.values()) {
    tally.forEach((n, label) => {
      totals[label] = (totals[label] ?? 0) + n;
      if (n > 0) groupsOf[label] = (groupsOf[label] ?? 0) + 1;
    });
  }
  groupsOf.forEach((n, label) => {
    if (n < count) throw learnError('LEARN_FOLDS', `class ${label} has ${n} groups, ${count} are needed`);
  });

  const held = Array.from({ length: count }, () => new Array<number>(classes).fill(0));
  const foldOf = new Map<number, number>();
  const size = (tally: readonly number[]) => tally.reduce((sum, n) => sum + n, 0);
  const order = shuffled([...tallies], createRandom(seed)).sort(([, a], [, b]) => size(b) - size(a));
  for (const [group, tally] of order) {
    const fold = emptiest(held, tally, totals);
    foldOf.set(group, fold);
    const into = held[fold] ?? [];
    tally.forEach((n, label) => {
      into[label] = (into[label] ?? 0) + n;
    });
  }
  return Int32Array.from({ length: labels.length }, (_, i) => foldOf.get(groups[i] as number) ?? 0);
}

/** How many folds the class with the fewest groups allows: `most` at the most, and 2 at the least. */
export function foldsPossible(labels: ArrayLike<number>, groups: ArrayLike<number>, most: number): number {
  const classes = classCount(labels);
  const groupsOf = new Array<number>(classes).fill(0);
  for (const tally of tallyGroups(labels, groups, classes).values()) {
    tally.forEach((n, label) => {
      if (n > 0) groupsOf[label] = (groupsOf[label] ?? 0) + 1;
    });
  }
  return Math.max(2, Math.min(most, ...groupsOf));
}

/** One more than the largest label. */
export function classCount(labels: ArrayLike<number>): number {
  let most = -1;
  for (let i = 0; i < labels.length; i++) most = Math.max(most, labels[i] as number);
  return most + 1;
}

function tallyGroups(labels: ArrayLike<number>, groups: ArrayLike<number>, classes: number): Map<number, number[]> {
  const tallies = new Map<number, number[]>();
  for (let i = 0; i < labels.length; i++) {
    const group = groups[i] as number;
    const label = labels[i] as number;
    const tally = tallies.get(group) ?? new Array<number>(classes).fill(0);
    tally[label] = (tally[label] ?? 0) + 1;
    tallies.set(group, tally);
  }
  return tallies;
}

/** The fold whose shares of the classes that `tally` brings are smallest. */
function emptiest(held: readonly (readonly number[])[], tally: readonly number[], totals: readonly number[]): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  held.forEach((fold, index) => {
    const load = tally.reduce((sum, n, label) => sum + (n * (fold[label] ?? 0)) / (totals[label] ?? 1), 0);
    if (load < least) [best, least] = [index, load];
  });
  return best;
}
