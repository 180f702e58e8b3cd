import type { Clock, Millis } from '@splitsight/kernel';

/** Makes what does something at most so often, for lines that strangers, or a failing part, could make many of. */
export function createSeldom(clock: Pick<Clock, 'now'>, every: Millis = 1000): (work: () => void) => void {
  let doneAt = Number.NEGATIVE_INFINITY;
  return (work) => {
    const now = clock.now();
    if (Math.abs(now - doneAt) < every) return;
    doneAt = now;
    work();
  };
}
