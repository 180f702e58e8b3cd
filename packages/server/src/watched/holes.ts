import type { Millis } from '@splitsight/kernel';
import type { BootId, CoverageStretch } from '@splitsight/wire';

/** A message of one boot of an agent: its number, and when its picture was taken. */
export interface Mark {
  readonly sequence: number;
  readonly at: Millis;
}

/** Messages of a boot that have not come: those between two that have, or all after the last of a boot that is over. */
export interface Hole {
  readonly boot: BootId;
  readonly after: Mark;
  readonly before: Mark | null;
}

export interface Filling {
  /** The holes that are left of it. */
  readonly holes: readonly Hole[];
  readonly strokes: readonly CoverageStretch[];
}

/** What is shorter is not told: coverage is told to the second. */
export const shortest: Millis = 1000;

/**
 * Fills a hole with a message that came after all: what lies between it and its neighbours was watched.
 *
 * Agents send what they kept in order, the oldest first: what is still missing before this message will not come.
 *
 * @param silence as long may lie between two messages of a camera that is watched.
 * @param late whether the message came late.
 */
export function fillHole({ boot, after, before }: Hole, mark: Mark, silence: Millis, late: boolean): Filling {
  const state = late ? 'watched_late' : 'watched';
  const strokes: CoverageStretch[] = [];
  const holes: Hole[] = [];
  const join = (from: Mark, to: Mark) => {
    const gap = to.at - from.at;
    if (gap > 0 && gap <= silence) strokes.push({ from: from.at, to: to.at, state, why: null, code: null });
  };
  if (mark.sequence === after.sequence + 1) join(after, mark);
  else {
    holes.push({ boot, after, before: mark });
    strokes.push(...lost(after, mark));
  }
  if (before?.sequence === mark.sequence + 1) join(mark, before);
  else holes.push({ boot, after: mark, before });
  return { holes, strokes };
}

/** The stretch of messages that were lost; none where it is too short to be told. */
export function lost(after: Mark, before: Mark): readonly CoverageStretch[] {
  if (before.at - after.at < shortest) return [];
  return [{ from: after.at, to: before.at, state: 'not_watched', why: 'messages_lost', code: null }];
}
