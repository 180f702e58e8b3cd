import type { NearDuplicates } from './duplicates.ts';
import { countOf, type DataProblem, type LabelledVectors, problem } from './labelled.ts';

/** What {@link findLeaks} looks at. */
export interface SplitRows {
  readonly data: LabelledVectors;
  readonly duplicates: NearDuplicates;
  readonly groups: ArrayLike<number>;
  /** The side that each row stands on. */
  readonly split?: ArrayLike<number>;
}

/** Names the classes whose groups or near-duplicates stand on both sides of a split: what is judged was learnt from. */
export function findLeaks({ data, duplicates, groups, split }: SplitRows): DataProblem[] {
  if (!split) return [];
  const { labels, classes } = data;
  const firstOf = new Map<number, number>();
  const straddling = new Map<number, number>();
  for (let row = 0; row < labels.length; row++) {
    const group = groups[row] as number;
    const first = firstOf.get(group) ?? row;
    firstOf.set(group, first);
    if (split[first] !== split[row] && !straddling.has(group)) straddling.set(group, row);
  }
  const crossing = duplicates.links.filter(({ a, b }) => split[a] !== split[b]);
  const names = (rows: readonly number[]) =>
    [...new Set(rows.map((row) => classes[labels[row] as number]))].map((name) => `"${name}"`).join(', ');
  const found: DataProblem[] = [];
  if (straddling.size > 0) {
    const pairs = [...straddling].flatMap(([group, row]) => [firstOf.get(group) ?? row, row]);
    const what = `${countOf(straddling.size, 'group')} of ${names(pairs)} on both sides of the split`;
    found.push(problem('SPLIT_GROUPS', 'error', what, pairs, straddling.size));
  }
  if (crossing.length > 0) {
    const pairs = crossing.flatMap(({ a, b }) => [a, b]);
    const what = `${countOf(crossing.length, 'pair')} of near-duplicates of ${names(pairs)} across the split`;
    found.push(problem('SPLIT_DUPLICATES', 'error', what, pairs, crossing.length));
  }
  return found;
}
