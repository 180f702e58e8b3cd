import { type BackoffSchedule, backoffDelay, type Millis } from '@splitsight/kernel';
import type { DeliveryFailure } from './failure.ts';

/** What decides when a message is tried again. */
export interface Tried {
  /** How often it was tried, this time included. */
  readonly tries: number;
  readonly expiresAt: Millis;
  readonly failure: Pick<DeliveryFailure, 'retry' | 'retryAfter'>;
  readonly now: Millis;
  /** In [0, 1). */
  readonly random: number;
  readonly schedule: BackoffSchedule;
}

export const maxTries = 50;

/** When a message is tried again; null when it is given up. One that expires meanwhile is looked at once more then. */
export function nextTry({ tries, expiresAt, failure, now, random, schedule }: Tried): Millis | null {
  if (!failure.retry || tries >= maxTries || now >= expiresAt) return null;
  const wait = Math.max(failure.retryAfter ?? 0, backoffDelay(schedule, tries, random));
  return Math.min(now + wait, expiresAt);
}
