import { createTally } from '@splitsight/kernel';
import { describe, expect, it } from 'vitest';
import { arrival } from '../testing/store-bench.ts';
import type { DropReason } from './reasons.ts';
import { createShedding, idleAfter, isThinned } from './shedding.ts';

const none = { frames: 0, rows: 0 };
const live = (sequence: number) => ({ ...arrival(sequence), timing: 'live' as const, receivedAt: 1_000_000 });
const kept = (backlog: typeof none, seenAt: number | undefined, make: typeof live = live) =>
  Array.from({ length: 160 }, (_, sequence) => make(sequence)).filter((one) => !isThinned(one, seenAt, backlog)).length;

describe('load shedding', () => {
  it('thins nothing while the server keeps up', () => {
    expect(kept({ frames: 0.24, rows: 0.24 }, undefined)).toBe(160);
  });

  it('thins idle cameras more, the further the server is behind with either', () => {
    expect(kept({ frames: 0.25, rows: 0 }, undefined)).toBe(40);
    expect(kept({ frames: 0, rows: 0.3 }, undefined)).toBe(40);
    expect(kept({ frames: 0.3, rows: 0.5 }, undefined)).toBe(10);
    expect(kept({ frames: 1, rows: 0.5 }, 1_000_000 - idleAfter - 1)).toBe(10);
  });

  it('spares cameras where a head has just seen something, but for what says that nothing changed', () => {
    expect(kept({ frames: 1, rows: 1 }, 1_000_000 - idleAfter)).toBe(160);
    const unchanged = (sequence: number) => {
      const one = live(sequence);
      return { ...one, message: { ...one.message, regions: [] } };
    };
    expect(kept({ frames: 1, rows: 1 }, 1_000_000, unchanged)).toBe(10);
  });

  it('spares what comes late: it can wait at its agent', () => {
    expect(
      kept({ frames: 1, rows: 1 }, undefined, (sequence) => ({ ...live(sequence), timing: 'late' as never })),
    ).toBe(160);
  });

  it('counts what it thins, and remembers where something was seen', () => {
    const dropped = createTally<DropReason>();
    const shedding = createShedding(dropped);
    const full = { frames: 1, rows: 0 };
    expect([1, 2, 16].map((sequence) => shedding.sheds(live(sequence), full))).toEqual([true, true, false]);
    shedding.note('yard/gate', 1_000_000);
    expect(shedding.sheds(live(3), full)).toBe(false);
    expect(dropped.totals()).toEqual({ shed: 2 });
  });
});
