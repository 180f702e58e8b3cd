import { describe, expect, it } from 'vitest';
import { createThinning } from './thinning.ts';

describe('the thinning of decisions', () => {
  it('keeps those at or above clear, and one every five seconds of each camera and head', () => {
    const thinning = createThinning();
    const keeps = (now: number, score: number, camera = 'a', head = 'fire') =>
      thinning.keeps(camera, head, score, 0.4, now);
    expect([keeps(0, 0.1), keeps(4999, 0.1), keeps(5000, 0.1)]).toEqual([true, false, true]);
    expect([keeps(5001, 0.4), keeps(5002, 0.9), keeps(10_001, 0.1), keeps(10_002, 0.1)]).toEqual([
      true,
      true,
      false,
      true,
    ]);
    expect([keeps(10_002, 0, 'b'), keeps(10_002, 0, 'a', 'smoke')]).toEqual([true, true]);
  });

  it('goes on when the clock was set back', () => {
    const thinning = createThinning();
    expect([10_000, 9000, 9001].map((now) => thinning.keeps('a', 'fire', 0, 0.4, now))).toEqual([true, true, false]);
  });
});
