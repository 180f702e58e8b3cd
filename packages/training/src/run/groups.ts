import { groupItems, type NearDuplicates, type SeenVectors } from '@splitsight/learn';
import type { Item } from '../data-set.ts';
import { trainingError } from '../errors.ts';
import { leastGroups } from './split.ts';

/** Which items stay together in every split, and how that was found. */
export interface ItemGroups {
  /** The group of each item, from 0. */
  readonly groups: Int32Array;
  readonly count: number;
  readonly by: 'given' | 'event and likeness' | 'event';
  /** How many groups the class with the fewest has. */
  readonly fewest: number;
  /** Said in the report where figures may be too good. */
  readonly note: string | undefined;
}

/** Above 1, groupItems takes only equal vectors for duplicates. */
const onlyEqual = 1.5;

/**
 * Finds which items belong together: those of a group that was given; of the others, those of one event of a camera, and
 * near-duplicates. Where a class would be left with too few groups because its pictures hardly differ (a still scene), likeness
 * counts no longer.
 *
 * @param gapMs looks of a camera closer than this are one event.
 * @throws CodedError RUN_GROUPS when a class shows too few occasions to hold one out.
 */
export function findGroups(
  items: readonly Item[],
  seen: SeenVectors,
  duplicates: NearDuplicates,
  gapMs: number,
): ItemGroups {
  if (items.every(({ group }) => group !== null)) {
    const groups = numbered(items.map(({ group }) => group ?? ''));
    return { ...measured(items, groups, true), by: 'given', note: undefined };
  }
  const alike = merged(items, groupItems(seen, { gapMs, duplicates }).groups);
  const found = measured(items, alike, false);
  if (found.fewest >= leastGroups) return { ...found, by: 'event and likeness', note: undefined };
  const events = merged(items, groupItems(seen, { gapMs, similarity: onlyEqual }).groups);
  return {
    ...measured(items, events, true),
    by: 'event',
    note: 'items of different events are near-duplicates of each other: the figures may be better than on other scenes',
  };
}

/** Joins the groups that hold items of one given group. */
export function merged(items: readonly Item[], groups: Int32Array): Int32Array {
  const first = new Map<string, number>();
  const into = new Map<number, number>();
  const rootOf = (group: number): number => {
    let root = group;
    for (let up = into.get(root); up !== undefined; up = into.get(root)) root = up;
    return root;
  };
  items.forEach(({ group }, i) => {
    if (group === null) return;
    const [own, other] = [rootOf(groups[i] as number), rootOf(first.get(group) ?? (groups[i] as number))];
    first.set(group, other);
    if (own !== other) into.set(own, other);
  });
  return into.size === 0 ? groups : numbered(Array.from(groups, rootOf));
}

export function numbered(keys: readonly (string | number)[]): Int32Array {
  const numbers = new Map<string | number, number>();
  return Int32Array.from(keys, (key) => {
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return number;
  });
}

/** Counts groups; those that are never judged count for nothing. @throws CodedError RUN_GROUPS */
function measured(
  items: readonly Item[],
  groups: Int32Array,
  isLast: boolean,
): Pick<ItemGroups, 'groups' | 'count' | 'fewest'> {
  const byLabel = new Map<string, Set<number>>();
  items.forEach(({ label, judged }, i) => {
    const own = byLabel.get(label) ?? new Set();
    byLabel.set(label, judged ? own.add(groups[i] as number) : own);
  });
  const [rarest = { label: '', count: 0 }] = [...byLabel]
    .map(([label, { size }]) => ({ label, count: size }))
    .sort((a, b) => a.count - b.count);
  if (isLast && rarest.count < leastGroups) {
    throw trainingError('RUN_GROUPS', `"${rarest.label}" has ${rarest.count}, ${leastGroups} are needed`);
  }
  return { groups, count: new Set(groups).size, fewest: rarest.count };
}
