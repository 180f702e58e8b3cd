import { type Millis, sleep } from '@splitsight/kernel';
import { testkitError } from './errors.ts';

/** How long to wait, how often to look, and what to call it when it does not come. */
export interface WaitOptions {
  /** Default 30 s: only a failure takes that long, and a machine may have much else to do. */
  readonly timeout?: Millis;
  /** Default 10 ms. */
  readonly interval?: Millis;
  readonly what?: string;
}

/**
 * Waits until `condition` gives something truthy, and gives that.
 *
 * @throws CodedError TESTKIT_TIMEOUT; what `condition` throws.
 */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  options: WaitOptions = {},
): Promise<Exclude<Awaited<T>, false | null | undefined | 0 | ''>> {
  const { timeout = 30_000, interval = 10, what = condition.toString().slice(0, 200) } = options;
  const end = performance.now() + timeout;
  for (;;) {
    const value = await condition();
    if (isThere(value)) return value;
    if (performance.now() > end) throw testkitError('TESTKIT_TIMEOUT', `${what} (${timeout} ms)`);
    await sleep(interval);
  }
}

function isThere<T>(value: T): value is Exclude<T, false | null | undefined | 0 | ''> {
  return Boolean(value);
}
