import type { Millis } from '@splitsight/kernel';
import type { LumaPlane } from '../luma-plane.ts';

/** How long pictures have been the same. */
export interface Stillness {
  /** Since when they are. */
  readonly since: Millis;
  /** For so long, by the time between pictures. */
  readonly lasted: Millis;
  /** The longest time that ended in a change: what this camera's encoder does by itself. */
  readonly longest: Millis;
  /** Whether a change was ever seen. */
  readonly hasLived: boolean;
}

/** A cell is the same when its brightness is within so much, of 255: what an encoder adds to a picture that stands still. */
const sameLevel = 0.5;
/** So many cells may differ: a clock that the camera writes into its picture goes on in a frozen one. */
const clockShare = 0.015;
/** Longer gaps between pictures are no time in which the picture stood still. */
const maxGap: Millis = 2_000;

/** Compares each picture with the one that the present run of equal pictures began with. */
export function createStillness(cells: number): { step(plane: Pick<LumaPlane, 'values'>, at: Millis): Stillness } {
  const first = new Float32Array(cells);
  const differs = new Uint8Array(cells);
  let changed = 0;
  let before: Millis | undefined;
  let now: Stillness = { since: 0, lasted: 0, longest: 0, hasLived: false };
  return {
    step({ values }, at) {
      const passed = before === undefined ? 0 : Math.min(maxGap, Math.max(0, at - before));
      const isFirst = before === undefined;
      before = at;
      for (let i = 0; i < cells && changed <= clockShare * cells; i++) {
        if (differs[i] === 0 && Math.abs((values[i] as number) - (first[i] as number)) > sameLevel) {
          differs[i] = 1;
          changed++;
        }
      }
      if (!isFirst && changed <= clockShare * cells) {
        now = { ...now, lasted: now.lasted + passed };
        return now;
      }
      first.set(values);
      differs.fill(0);
      changed = 0;
      now = { since: at, lasted: 0, longest: Math.max(now.longest, now.lasted), hasLived: !isFirst };
      return now;
    },
  };
}

/** How many times the longest innocent standstill must have passed: encoders that send nothing new in a still scene do so again. */
const innocence = 4;
/** How many times longer a picture must stand still that never was seen to change. */
const unproven = 6;

/** Whether a picture that stands still has stopped to show what is there. */
export function isFrozen({ lasted, longest, hasLived }: Stillness, patience: Millis): boolean {
  return lasted >= Math.max(hasLived ? patience : unproven * patience, innocence * longest);
}
