import type { BootId, CameraId, SiteId } from '@splitsight/wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cameraRef } from '../flow.ts';
import { createScored } from './scored.ts';

const gate = cameraRef('yard' as SiteId, 'gate' as CameraId);
const bootId = (boot: number) => boot.toString(16).padStart(16, '0') as BootId;

describe('the memory of what was scored', () => {
  it('knows exactly the numbers that were added, in whatever order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(60), { maxLength: 100 }), (sequences) => {
        const scored = createScored();
        for (const sequence of sequences) scored.add(gate, bootId(1), sequence);
        const told = Array.from({ length: 62 }, (_, sequence) => scored.has(gate, bootId(1), sequence));
        expect(told).toEqual(told.map((_, sequence) => sequences.includes(sequence)));
      }),
    );
  });

  it('tells cameras and boots apart', () => {
    const scored = createScored();
    scored.add(gate, bootId(1), 5);
    const door = cameraRef(gate.site, 'door' as CameraId);
    expect([scored.has(gate, bootId(2), 5), scored.has(door, bootId(1), 5)]).toEqual([false, false]);
  });

  it('is bounded: of numbers without a row the oldest are given up, and so are the oldest boots', () => {
    const scored = createScored();
    for (let sequence = 0; sequence < 2000; sequence += 2) scored.add(gate, bootId(0), sequence);
    const known = Array.from({ length: 2000 }, (_, sequence) => scored.has(gate, bootId(0), sequence));
    expect([known.filter(Boolean).length, known.lastIndexOf(true)]).toEqual([256, 1998]);
    for (let boot = 1; boot <= 16_384; boot++) scored.add(gate, bootId(boot), 7);
    expect([scored.has(gate, bootId(0), 1998), scored.has(gate, bootId(16_384), 7)]).toEqual([false, true]);
  });
});
