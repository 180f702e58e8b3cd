import type { Millis } from '../../time.ts';

/** Sees work that waits and does not move. */
export interface Progress {
  /**
   * @param waiting whether there is anything to do.
   * @param done what was done so far, a number that grows.
   * @param now by the monotonic clock.
   * @returns for how long there has been something to do and nothing was done.
   */
  stuckFor(waiting: boolean, done: number, now: Millis): Millis;
}

export function createProgress(): Progress {
  let moved: { readonly done: number; readonly at: Millis } | undefined;
  return {
    stuckFor(waiting, done, now) {
      if (!moved || !waiting || done !== moved.done) moved = { done, at: now };
      return now - moved.at;
    },
  };
}
