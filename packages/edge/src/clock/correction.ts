import type { Millis } from '@splitsight/kernel';
import type { Estimate } from './estimate.ts';

/** What is added to the steady clock to make stamps, and where that is going. */
export interface Correction {
  readonly value: Millis;
  readonly target: Millis;
  /** When it had that value, by the steady clock. */
  readonly at: Millis;
}

/** A machine whose own clock is this near to the server's keeps it: NTP knows better than we do. */
export const deadBand: Millis = 200;
/** Going back by more than this takes too long: the stamps step. */
export const longestSlew: Millis = 2000;
/** While they go back, stamps run at half speed, so that none is before the one before. */
const slewRate = 0.5;

/**
 * What stamps are to be moved to.
 *
 * @param own the machine's clock less the steady one.
 * @param estimate the server's clock less the steady one; without one, the machine's is all there is.
 */
export function targetOf(own: Millis, estimate: Estimate | undefined): Millis {
  if (!estimate) return own;
  return Math.abs(estimate.offset - own) <= Math.max(deadBand, estimate.error) ? own : estimate.offset;
}

/** The correction at a moment of the steady clock. Ahead at once; back slowly, if that can be done within reason. */
export function correctionAt({ value, target, at }: Correction, now: Millis): Millis {
  if (target >= value || value - target > longestSlew) return target;
  return Math.max(target, value - slewRate * Math.max(0, now - at));
}

/** Goes for another target from where it is now. */
export function aim(correction: Correction, target: Millis, now: Millis): Correction {
  return { value: correctionAt(correction, now), target, at: now };
}
