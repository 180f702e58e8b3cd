/** Counts by reason: how a hot loop accounts for what it drops without logging a line each time. */
export interface Tally<Reason extends string> {
  /** Counts `n` (default 1) more for `reason`. */
  add(reason: Reason, n?: number): void;
  /** What was counted since the tally was made. */
  totals(): Readonly<Partial<Record<Reason, number>>>;
  /** What was counted since the last call of `take`; undefined when nothing was. */
  take(): Readonly<Partial<Record<Reason, number>>> | undefined;
}

/** Makes an empty tally. Its size is bounded by the closed list of reasons. */
export function createTally<Reason extends string>(): Tally<Reason> {
  const totals: Partial<Record<Reason, number>> = {};
  let fresh: Partial<Record<Reason, number>> | undefined;
  return {
    add(reason, n = 1) {
      totals[reason] = (totals[reason] ?? 0) + n;
      fresh ??= {};
      fresh[reason] = (fresh[reason] ?? 0) + n;
    },
    totals: () => ({ ...totals }),
    take() {
      const taken = fresh;
      fresh = undefined;
      return taken;
    },
  };
}
