import type { SeenVectors } from './groups.ts';

/** Rows with a class, and where they come from. */
export interface LabelledVectors extends SeenVectors {
  /** The class of each row, from 0. */
  readonly labels: ArrayLike<number>;
  readonly classes: readonly string[];
}

/** What can be wrong with a data set, and what to do about it. */
export const dataProblems = {
  NO_ITEMS: 'label some',
  NOT_FINITE: 'leave them out',
  ALL_EQUAL: 'look at the camera and the backbone',
  ALL_ZERO: 'look at the camera and the backbone',
  ONE_CLASS: 'label some of what it is to be told from',
  CLASS_EMPTY: 'label some, or take the class away',
  CLASS_FEW_ITEMS: 'label more, of other days and cameras',
  CLASS_FEW_GROUPS: 'label other occasions: looks at one event count once',
  CLASS_RARE: 'label more of the others, and do not trust accuracy alone',
  CLASS_ONE_CAMERA: 'the head may learn the camera in place of the class; label it on others too',
  CAMERAS_TELL_CLASSES: 'the head may learn the cameras in place of the classes; label each class on several',
  ONE_DAY: 'how the head does in other light and weather will not be known',
  CONSTANT_DIMENSIONS: 'nothing can be learnt from these',
  EQUAL_ITEMS: 'a repeat teaches nothing new',
  NEAR_DUPLICATES: 'each group counts once, however many items it has',
  EQUAL_WITH_TWO_LABELS: 'one of the labels is wrong, or the classes overlap',
  ALIKE_WITH_TWO_LABELS: 'look whether one of the labels is wrong',
  OUTLIERS: 'look whether their labels are right',
  SPLIT_GROUPS: 'figures would be better than they are; split by group',
  SPLIT_DUPLICATES: 'figures would be better than they are; keep near-duplicates together',
} as const;

/** A name of {@link dataProblems}. */
export type DataProblemCode = keyof typeof dataProblems;

/** Something wrong with a data set. */
export interface DataProblem {
  readonly code: DataProblemCode;
  /** An error keeps a head from being learnt or judged; a warning makes it worse than it looks; a note is good to know. */
  readonly severity: 'error' | 'warning' | 'note';
  /** One plain line: what there is, and what to do about it. */
  readonly message: string;
  /** How many items it is about. */
  readonly count: number;
  /** The first of them, at most {@link maxNamedItems}; of pairs, one after the other. */
  readonly items: readonly number[];
}

/** A problem names no more items than this. */
export const maxNamedItems = 20;

/** Names a problem. */
export function problem(
  code: DataProblemCode,
  severity: DataProblem['severity'],
  what: string,
  items: readonly number[] = [],
  count = items.length,
): DataProblem {
  return { code, severity, message: `${what}; ${dataProblems[code]}`, count, items: items.slice(0, maxNamedItems) };
}

/** `1 item`, `2 items`. */
export function countOf(n: number, one: string): string {
  return n === 1 ? `1 ${one}` : `${n} ${one}s`;
}
