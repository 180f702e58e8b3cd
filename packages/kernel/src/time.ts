/** Milliseconds: a duration, or a moment since the Unix epoch (UTC). */
export type Millis = number;

/** Where the time comes from, so that tests can steer it. */
export interface Clock {
  /** The present moment, in milliseconds since the Unix epoch. It may step when the machine's clock is set. */
  now(): Millis;
  /**
   * The sum of its steps since it was first read, positive when it was set ahead; see createSteppedClock. A clock without
   * it is taken at its word.
   */
  stepped?(): Millis;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now() };

/** Resolves after `delay`, or at once when `signal` is aborted. It never rejects, and leaves no timer behind. */
export function sleep(delay: Millis, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, delay);
    signal?.addEventListener('abort', done, { once: true });
  });
}
