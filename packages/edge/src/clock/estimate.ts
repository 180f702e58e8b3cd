import type { Millis } from '@splitsight/kernel';

/** The four stamps of an exchange (RFC 5905, section 8): the agent's when it asked and was answered, the server's between. */
export interface Exchange {
  readonly asked: Millis;
  readonly received: Millis;
  readonly answered: Millis;
  readonly heard: Millis;
}

/** What one exchange says of the server's clock: it is ahead of the agent's steady one by `offset`, give or take half of `delay`. */
export interface Sample {
  readonly offset: Millis;
  readonly delay: Millis;
  /** When it was taken, by the agent's steady clock. */
  readonly at: Millis;
}

/** How far the server's clock is from the agent's steady one, and how wrong that may be. */
export interface Estimate {
  readonly offset: Millis;
  readonly error: Millis;
}

/** A quartz without discipline is off by less than this; RFC 5905 assumes 15 ppm of better ones. */
const drift = 100e-6;
const kept = 8;

export function sampleOf({ asked, received, answered, heard }: Exchange): Sample {
  const offset = (received - asked + (answered - heard)) / 2;
  return { offset, delay: Math.max(0, heard - asked - Math.max(0, answered - received)), at: heard };
}

/** How wrong a sample may be by now. The way there and the way back took anything from nothing to all of the delay. */
export function errorOf({ delay, at }: Sample, now: Millis): Millis {
  return delay / 2 + Math.abs(now - at) * drift;
}

/**
 * Adds a sample to those that are kept.
 *
 * Two that contradict each other by more than both may be wrong tell that a clock was set between them: the older goes.
 */
export function addSample(samples: readonly Sample[], fresh: Sample): readonly Sample[] {
  const now = fresh.at;
  const agreeing = samples.filter(
    // 1 ms: the server's stamps are whole milliseconds.
    (one) => Math.abs(one.offset - fresh.offset) <= errorOf(one, now) + errorOf(fresh, now) + 1,
  );
  return [...agreeing, fresh].slice(-kept);
}

/** The sample that is least wrong: the quickest of the recent ones. Undefined without any. */
export function estimateOf(samples: readonly Sample[], now: Millis): Estimate | undefined {
  let best: Estimate | undefined;
  for (const one of samples) {
    const error = errorOf(one, now);
    if (!best || error < best.error) best = { offset: one.offset, error };
  }
  return best;
}
