import type { Millis } from '@splitsight/kernel';

/** What is remembered of the starts that a node told, to notice two agents that go by one name. */
export interface Twins {
  /** The start that was told last, and the one before that was another. */
  readonly latest: Millis | null;
  readonly other: Millis | null;
  /** How often it went back to the other, and when last. */
  readonly turns: number;
  readonly turnedAt: Millis;
}

export const noTwins: Twins = { latest: null, other: null, turns: 0, turnedAt: Number.NEGATIVE_INFINITY };

/** So long after the last turn they are one again. */
export const twinsFor: Millis = 60_000;

/**
 * Notes when an agent says that it was started. An agent that is started again never goes back to its start before: only two
 * that take turns do.
 *
 * @param tolerance starts that are no further apart are one.
 */
export function noteStart(twins: Twins, startedAt: Millis, now: Millis, tolerance: Millis): Twins {
  const { latest, other } = twins;
  const isSame = (one: Millis | null) => one !== null && Math.abs(one - startedAt) <= tolerance;
  if (isSame(latest)) return twins;
  if (!isSame(other)) return { ...noTwins, latest: startedAt, other: latest };
  const turns = now - twins.turnedAt > twinsFor ? 1 : twins.turns + 1;
  return { latest: startedAt, other: latest, turns, turnedAt: now };
}

/** @param least as many turns are no accident. */
export function areTwins({ turns, turnedAt }: Twins, now: Millis, least: number): boolean {
  return turns >= least && Math.abs(now - turnedAt) <= twinsFor;
}
