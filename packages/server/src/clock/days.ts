import type { Millis } from '@splitsight/kernel';

/** A day, for what is counted or kept by days of UTC. */
export const dayLength: Millis = 86_400_000;

/** The day of a moment in UTC: `2026-11-22`. */
export function dayOf(moment: Millis): string {
  return new Date(moment).toISOString().slice(0, 10);
}
