import type { Millis } from '@splitsight/kernel';
import type { SceneEvent } from './scene.ts';

const toFull: Millis = 20_000;
const dying: Millis = 1500;
const smallest = 0.1;
const pace = 0.8;

/** How far a fire has grown, 0..1: in 20 s, or in half its duration if that is less; it dies down in its last second. */
export function growth(event: SceneEvent, age: Millis): number {
  if (event.size === 'full') return 1;
  const up = Math.min(1, age / Math.min(toFull, event.duration_ms / 2));
  const down = Math.min(1, Math.max(smallest, (event.duration_ms - age) / dying));
  return (smallest + (1 - smallest) * up ** pace) * down;
}

/** How old a fire is that has grown to `share`, 0.1..1, if it lasts for 40 s or more. */
export function ageOfFire(share: number): Millis {
  return toFull * Math.max(0, (share - smallest) / (1 - smallest)) ** (1 / pace);
}
