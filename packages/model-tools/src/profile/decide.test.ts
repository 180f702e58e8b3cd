import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Demand, decideSplit, type Share, wireBytesOf, worstLoad } from './decide.ts';

interface Named extends Share {
  readonly name: string;
}

/** Sending everything, cutting in the middle, doing everything at the edge. */
const picture: Named = { name: 'picture', edgeMs: 0, serverMs: 20, noiseMs: 0, bytes: 150_000 };
const middle: Named = { name: 'middle', edgeMs: 40, serverMs: 10, noiseMs: 0, bytes: 50_000 };
const feature: Named = { name: 'feature', edgeMs: 80, serverMs: 0, noiseMs: 0, bytes: 500 };
const shares = [picture, middle, feature];
const demand = (bitsPerSecond: number, framesPerSecond: number, rttMs = 0): Demand => ({
  bitsPerSecond,
  rttMs,
  framesPerSecond,
});

describe('bytes on the wire', () => {
  it('are the payload, 100 bytes of message and MQTT, and 52 bytes of headers a packet', () => {
    expect(wireBytesOf(512)).toBe(664);
    expect(wireBytesOf(1348)).toBe(1500);
    expect(wireBytesOf(1349)).toBe(1553);
  });
});

describe('the best cut', () => {
  it.each([
    ['a gigabit', demand(1e9, 5), 'picture'],
    ['20 megabits', demand(20e6, 5), 'middle'],
    ['2 megabits', demand(2e6, 5), 'feature'],
    ['a gigabit, but more frames than the server can take', demand(1e9, 60), undefined],
    ['20 megabits, and more frames than the edge can do whole', demand(20e6, 20), 'middle'],
    ['20 kilobits and a frame every two seconds', demand(20e3, 0.5), 'feature'],
    ['20 kilobits and 5 frames a second', demand(20e3, 5), undefined],
  ])('over %s', (_, asked, name) => {
    expect(decideSplit(shares, asked).best?.share.name).toBe(name);
  });

  it('has its time from edge, half a round trip, bytes and server', () => {
    expect(decideSplit(shares, demand(2e6, 5, 40)).best).toMatchObject({
      wireBytes: 652,
      transferMs: 22.608,
      totalMs: 102.608,
      load: { uplink: expect.closeTo(0.01304, 9), edge: 0.4, server: 0 },
      misses: [],
    });
  });

  it('where none fits is none; the nearest overloads least and says what', () => {
    const { best, nearest } = decideSplit(shares, demand(20e3, 5));
    expect(best).toBeUndefined();
    expect(nearest).toMatchObject({ share: { name: 'feature' }, misses: ['uplink'] });
    expect(worstLoad(nearest)).toBeCloseTo(1.304);
  });

  it('has fewer bytes than others that are as soon within the noise', () => {
    const early: Named = { ...feature, name: 'early', edgeMs: 79, bytes: 1500, noiseMs: 1 };
    const late: Named = { ...feature, name: 'late', edgeMs: 80.5, bytes: 500, noiseMs: 1 };
    const decision = decideSplit([early, late], demand(1e9, 5));
    expect(decision.best?.share.name).toBe('late');
    expect(decision.equals.map(({ share }) => share.name)).toEqual(['early']);
    const sure = decideSplit(
      [early, late].map((share) => ({ ...share, noiseMs: 0.5 })),
      demand(1e9, 5),
    );
    expect(sure.best?.share.name).toBe('early');
    expect(sure.equals).toEqual([]);
  });

  it('fits, and none that fits is sooner by more than the noise', () => {
    const share = fc.record({
      edgeMs: fc.double({ min: 0, max: 500, noNaN: true }),
      serverMs: fc.double({ min: 0, max: 500, noNaN: true }),
      noiseMs: fc.double({ min: 0, max: 20, noNaN: true }),
      bytes: fc.nat(1_000_000),
    });
    fc.assert(
      fc.property(
        fc.array(share, { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 1e9 }),
        fc.integer({ min: 1, max: 60 }),
        (some, bits, fps) => {
          const { plans, best } = decideSplit(some, demand(bits, fps));
          const fitting = plans.filter((plan) => worstLoad(plan) <= 1);
          expect(best === undefined).toBe(fitting.length === 0);
          if (!best) return;
          expect(best.misses).toEqual([]);
          for (const plan of fitting) {
            expect(best.totalMs - plan.totalMs).toBeLessThanOrEqual(best.share.noiseMs + plan.share.noiseMs + 1e-6);
          }
        },
      ),
    );
  });
});
