import type { Millis } from '@splitsight/kernel';

/** The newest scores of one head at one camera: a ring that forgets its oldest slot when it is full. */
export interface ScoreSeries {
  /** Adds a score, 0..1. False when `at` is not later than the newest one: late scores have no place in a live line. */
  push(at: Millis, score: number): boolean;
  /** Grows with every score that was added. */
  readonly revision: number;
  /** When the newest frame was captured, and its score; undefined until there is one. */
  readonly newest: { readonly at: Millis; readonly score: number } | undefined;
  /**
   * The line from `from` on, oldest first, beginning with the slot before `from` so that it enters at the edge.
   * A null stands where nothing was heard for longer than {@link gapAfter}.
   */
  read(from: Millis): ScoreLine;
}

/** The arrays are the caller’s own. */
export interface ScoreLine {
  readonly at: Millis[];
  readonly score: (number | null)[];
}

/** Scores closer together than this share a slot, and the highest is kept. */
export const slotWidth: Millis = 60;
/** Slots of a series: at least two minutes at any frame rate. */
export const slots = 2048;
/** It begins with so many and grows. */
const firstSlots = 256;
/** A longer silence is a gap in the line, not a slope. */
export const gapAfter: Millis = 10_000;

export function createScoreSeries(): ScoreSeries {
  // A thousand cameras that send once a second need an eighth of what one at full speed does.
  let room = firstSlots;
  let at = new Float64Array(room);
  let score = new Float32Array(room);
  let written = 0;
  let revision = 0;
  let newest: { readonly at: Millis; readonly score: number } | undefined;
  const slot = (index: number) => index % room;

  const grow = () => {
    room = Math.min(slots, room * 2);
    const before = { at, score };
    at = new Float64Array(room);
    score = new Float32Array(room);
    // It has never gone round before it is full size.
    at.set(before.at);
    score.set(before.score);
  };
  const addSlot = (time: Millis, value: number) => {
    if (written === room && room < slots) grow();
    at[slot(written)] = time;
    score[slot(written)] = value;
    written++;
  };

  return {
    push(time, value) {
      if (newest && time <= newest.at) return false;
      const last = slot(written - 1);
      if (written > 0 && time - (at[last] ?? 0) < slotWidth) score[last] = Math.max(score[last] ?? 0, value);
      else addSlot(time, value);
      newest = { at: time, score: value };
      revision++;
      return true;
    },
    get revision() {
      return revision;
    },
    get newest() {
      return newest;
    },
    read(from) {
      const oldest = Math.max(0, written - room);
      let begin = written;
      while (begin > oldest && (at[slot(begin - 1)] ?? 0) >= from) begin--;
      if (begin > oldest) begin--;
      const times: Millis[] = [];
      const scores: (number | null)[] = [];
      for (let index = begin; index < written; index++) {
        const time = at[slot(index)] ?? 0;
        const before = times.at(-1);
        if (before !== undefined && time - before > gapAfter) {
          times.push(before + 1);
          scores.push(null);
        }
        times.push(time);
        scores.push(score[slot(index)] ?? 0);
      }
      return { at: times, score: scores };
    },
  };
}
