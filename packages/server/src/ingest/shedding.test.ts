import { createTally } from '@splitsight/kernel';
import type { CameraId, SiteId } from '@splitsight/wire';
import { describe, expect, it } from 'vitest';
import { type Arrival, cameraRef } from '../flow.ts';
import { arrival } from '../testing/store-bench.ts';
import type { DropReason } from './reasons.ts';
import { createShedding, idleAfter } from './shedding.ts';

const begin = 1_000_000;
const calm = { frames: 0.24, rows: 0.24 };
const behind = { frames: 0.25, rows: 0 };
const farBehind = { frames: 0.3, rows: 0.5 };

/** A message of a camera that comes in at a moment. */
function message(at: number, changes: Partial<Arrival> = {}): Arrival {
  return { ...arrival(at), timing: 'live', receivedAt: begin + at, ...changes };
}

const from = (camera: string) => ({ from: cameraRef('yard' as SiteId, camera as CameraId) });

function openShedding() {
  const dropped = createTally<DropReason>();
  const { sheds, note } = createShedding(dropped);
  /** How many messages are kept of those that come every so many milliseconds for 16 s. */
  const kept = (backlog: typeof calm, every: number, changes: Partial<Arrival> = {}) => {
    const times = Array.from({ length: 16_000 / every }, (_, n) => n * every);
    return times.filter((at) => !sheds(message(at, changes), backlog)).length;
  };
  return { kept, sheds, note, dropped };
}

describe('load shedding', () => {
  it('thins nothing while the server keeps up', () => {
    expect(openShedding().kept(calm, 10)).toBe(1600);
  });

  it('thins idle cameras more, the further the server is behind with either', () => {
    expect(openShedding().kept(behind, 10)).toBe(16);
    expect(openShedding().kept({ frames: 0, rows: 0.3 }, 10)).toBe(16);
    expect(openShedding().kept(farBehind, 10)).toBe(4);
  });

  it('takes nothing from a camera that sends little, whatever another does', () => {
    const { sheds, dropped } = openShedding();
    for (let at = 0; at < 60_000; at++) {
      sheds(message(at, from('flood')), farBehind);
      if (at % 5000 === 0) expect(sheds(message(at, from('quiet')), farBehind)).toBe(false);
    }
    expect(dropped.totals()).toEqual({ shed: 60_000 - 15 });
  });

  it('spares cameras where a head has just seen something, but for what says that nothing changed', () => {
    const { kept, note } = openShedding();
    note('yard/gate', begin);
    expect(kept(farBehind, 10)).toBe(1600);
    const { message: unchanged } = message(0);
    expect(kept(farBehind, 10, { message: { ...unchanged, regions: [] } })).toBe(4);
    note('yard/gate', begin - idleAfter - 1);
    expect(kept(farBehind, 10)).toBe(4);
  });

  it('spares what comes late: it can wait at its agent', () => {
    expect(openShedding().kept(farBehind, 10, { timing: 'late' })).toBe(1600);
  });

  it('keeps the next message after the clock was set back', () => {
    const { sheds } = openShedding();
    expect([0, 10, -3_600_000, -3_599_990].map((at) => sheds(message(at), behind))).toEqual([false, true, false, true]);
  });
});
