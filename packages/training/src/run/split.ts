/** How a run finds out how good its recipe is, and why so. */
export interface Split {
  readonly kind: 'cross-validation' | 'held-out';
  /** Into how many parts the groups are dealt. One of them is held out, or each in its turn. */
  readonly folds: number;
  /** One line for people. */
  readonly why: string;
}

/** More judged items than this are held out once: what is left over is enough, and five trainings would take long. */
const manyItems = 5000;
/** Of more items than that, so many are held out: 95 % intervals of shares are no wider than a point either way. */
const enoughHeldOut = 10_000;
const usualFolds = 5;
/** Each class in so many groups: one is held out, and of the others one tells the training when to stop. */
export const leastGroups = 3;

/**
 * Decides how held-out figures are made.
 *
 * @param judged how many items may be held out.
 * @param groups how many groups the class with the fewest has, {@link leastGroups} at the least.
 */
export function decideSplit(judged: number, groups: number): Split {
  if (judged <= manyItems) {
    const folds = Math.min(usualFolds, groups);
    return {
      kind: 'cross-validation',
      folds,
      why: `${judged} items are few: each is judged once, by a head that saw none of its group`,
    };
  }
  const folds = Math.min(groups, Math.max(usualFolds, Math.ceil(judged / enoughHeldOut)));
  return {
    kind: 'held-out',
    folds,
    why: `${judged} items are many: 1 of ${folds} parts is held out and judged, the others teach`,
  };
}
