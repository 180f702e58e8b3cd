import type { Millis } from '@splitsight/kernel';

/** A decision that is not remarkable is stored this often, so that a score line can be drawn later. */
const every: Millis = 5000;

/** Chooses which decisions are stored: those at or above `clear`, and one every 5 s of each camera and head. */
export interface Thinning {
  keeps(camera: string, head: string, score: number, clear: number, now: Millis): boolean;
}

/** Its memory is one number for each camera and head. */
export function createThinning(): Thinning {
  const keptAt = new Map<string, Map<string, Millis>>();
  return {
    keeps(camera, head, score, clear, now) {
      const cameras = keptAt.get(head) ?? new Map<string, Millis>();
      if (cameras.size === 0) keptAt.set(head, cameras);
      const last = cameras.get(camera);
      // A clock that was set back keeps one at once, and goes on from there.
      if (score < clear && last !== undefined && now >= last && now - last < every) return false;
      cameras.set(camera, now);
      return true;
    },
  };
}
