import type { Clock, Millis } from '@splitsight/kernel';

const every: Millis = 1000;

/** Makes what does something at most once a second, for lines that strangers could make many of. */
export function createSeldom(clock: Pick<Clock, 'now'>): (work: () => void) => void {
  let doneAt = Number.NEGATIVE_INFINITY;
  return (work) => {
    const now = clock.now();
    if (Math.abs(now - doneAt) < every) return;
    doneAt = now;
    work();
  };
}
