import { diskLevels } from '@splitsight/wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DiskLevel, floorOf, levelOf } from './disk-level.ts';

const floor = 1000;

/** The levels that a disk goes through. */
function levels(...free: readonly number[]): readonly DiskLevel[] {
  let level: DiskLevel = 'roomy';
  return free.map((bytes) => {
    level = levelOf(level, bytes, floor);
    return level;
  });
}

describe('the level of a disk', () => {
  it('falls at twice the floor, the floor and half of it', () => {
    expect(levels(2000, 1999, 1000, 999, 500, 499, 0)).toEqual([
      ...['roomy', 'low', 'low', 'short', 'short', 'full', 'full'],
    ]);
  });

  it('skips levels where the disk does', () => {
    expect(levels(10, 10_000)).toEqual(['full', 'roomy']);
  });

  it('rises a fifth later than it falls', () => {
    expect(levels(499, 500, 599, 600, 1199, 1200, 2399, 2400)).toEqual([
      ...['full', 'full', 'full', 'short', 'short', 'low', 'low', 'roomy'],
    ]);
  });

  it('does not waver while the room wavers by less than a tenth of the floor', () => {
    const wavering = fc.array(fc.integer({ min: -45, max: 45 }), { minLength: 2, maxLength: 50 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3000 }), wavering, (around, noise) => {
        const seen = levels(...noise.map((by) => around + by));
        const changes = seen.filter((level, i) => i > 0 && level !== seen[i - 1]).length;
        expect(changes).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('is never better with less room', () => {
    const anyLevel = fc.constantFrom(...diskLevels);
    fc.assert(
      fc.property(anyLevel, fc.nat(3000), fc.nat(3000), (before, a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)].map((free) => levelOf(before, free, floor));
        expect(diskLevels.indexOf(less ?? 'roomy')).toBeGreaterThanOrEqual(diskLevels.indexOf(more ?? 'full'));
      }),
    );
  });
});

describe('the floor', () => {
  it('is 5 % of the disk, within limits, or what somebody configured', () => {
    expect([1e9, 10e9, 1e12].map((total) => floorOf(undefined, total))).toEqual([256e6, 500e6, 1000e6]);
    expect(floorOf(3e6, 1e12)).toBe(3e6);
  });
});
