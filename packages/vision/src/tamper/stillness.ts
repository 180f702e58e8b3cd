import type { Millis } from '@splitsight/kernel';
import type { LumaPlane } from '../luma-plane.ts';

/** How long pictures have been the same. */
export interface Stillness {
  /** Since when they are. */
  readonly since: Millis;
  /** For so long, by the time between pictures. */
  readonly lasted: Millis;
  /** The longest time that this camera's encoder leaves a picture as it is by itself, as far as that is known. */
  readonly longest: Millis;
  /** Whether a change was ever seen. */
  readonly hasLived: boolean;
}

/**
 * A cell is the same when its brightness is within so much, of 255: an encoder that starts anew every two seconds makes 1.3
 * of a picture that stands still, and real cameras of a quiet room change more than 2 in two seconds.
 */
const sameLevel = 1.5;
/** So many cells may differ: a clock that the camera writes into its picture goes on in a frozen one. */
const clockShare = 0.015;
/** Longer gaps between pictures are no time in which the picture stood still. */
const maxGap: Millis = 2_000;

/** Pictures are compared with one that is at most so old: an encoder works on one that stands still for seconds. */
const compareOver: Millis = 2_000;
/** A standstill teaches no more than this many times the patience: a camera that froze for an hour may freeze again. */
const mostTaught = 2;
/** What was long enough to be told is a habit of the encoder from so many times on; before, the camera may really have frozen. */
const habit = 3;

/**
 * Compares each picture with one of a moment before.
 *
 * @param patience how long pictures must be the same before they are believed to be no pictures of now.
 */
export function createStillness(cells: number, patience: Millis) {
  const known = new Float32Array(cells);
  const differs = new Uint8Array(cells);
  let changed = 0;
  let told = 0;
  let before: Millis | undefined;
  let knownFor = 0;
  let now: Stillness = { since: 0, lasted: 0, longest: 0, hasLived: false };

  function keep(values: Float32Array): void {
    known.set(values);
    differs.fill(0);
    changed = 0;
    knownFor = 0;
  }

  return {
    step({ values }: Pick<LumaPlane, 'values'>, at: Millis): Stillness {
      const passed = before === undefined ? 0 : Math.min(maxGap, Math.max(0, at - before));
      const isFirst = before === undefined;
      before = at;
      for (let i = 0; i < cells && changed <= clockShare * cells; i++) {
        if (differs[i] === 0 && Math.abs((values[i] as number) - (known[i] as number)) > sameLevel) {
          differs[i] = 1;
          changed++;
        }
      }
      if (isFirst || changed > clockShare * cells) {
        if (now.lasted >= patience) told++;
        const isInnocent = now.lasted < patience || told >= habit;
        const taught = isInnocent ? Math.min(now.lasted, mostTaught * patience) : 0;
        now = { since: at, lasted: 0, longest: Math.max(now.longest, taught), hasLived: !isFirst };
        keep(values);
        return now;
      }
      now = { ...now, lasted: now.lasted + passed };
      knownFor += passed;
      if (knownFor >= compareOver) keep(values);
      return now;
    },
  };
}

/** How many times the longest innocent standstill must have passed: encoders that send nothing new in a still scene do so again. */
const innocence = 3;
/** How many times longer a picture must stand still that never was seen to change. */
const unproven = 6;

/** Whether a picture that stands still has stopped to show what is there. */
export function isFrozen({ lasted, longest, hasLived }: Stillness, patience: Millis): boolean {
  return lasted >= Math.max(hasLived ? patience : unproven * patience, innocence * longest);
}
