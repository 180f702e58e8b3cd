import { type CoverageStretch, coverageReasons } from '@splitsight/wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cut, paint, sumUp, type Timeline } from './timeline.ts';

const kinds: readonly Pick<CoverageStretch, 'state' | 'why' | 'code'>[] = [
  { state: 'watched', why: null, code: null },
  { state: 'watched_late', why: null, code: null },
  ...coverageReasons.slice(0, 9).map((why) => ({ state: 'not_watched', why, code: null }) as const),
];
const stroke = fc
  .record({ from: fc.nat(60), length: fc.nat(30), kind: fc.constantFrom(...kinds) })
  .map(({ from, length, kind }): CoverageStretch => ({ from, to: from + length, ...kind }));

function rank({ state, why }: Pick<CoverageStretch, 'state' | 'why'>): number {
  if (why === 'camera_frozen' || why === 'camera_covered') return 3;
  return ['not_watched', 'watched_late', 'watched'].indexOf(state);
}

/** What a timeline says at each moment. */
function momentsOf(timeline: Timeline): readonly string[] {
  const moments = Array.from({ length: 100 }, () => '');
  for (const { from, to, state, why } of timeline) moments.fill(`${state} ${why}`, from, to);
  return moments;
}

describe('a timeline', () => {
  it('says at every moment what says most, and of two that say as much, the newer', () => {
    fc.assert(
      fc.property(fc.array(stroke, { maxLength: 20 }), (strokes) => {
        const model: (CoverageStretch | undefined)[] = Array.from({ length: 100 });
        for (const one of strokes) {
          for (let at = one.from; at < one.to; at++) {
            const before = model[at];
            if (!before || rank(one) >= rank(before)) model[at] = one;
          }
        }
        const timeline = strokes.reduce<Timeline>(paint, []);
        expect(momentsOf(timeline)).toEqual(model.map((one) => (one ? `${one.state} ${one.why}` : '')));
        for (const [index, one] of timeline.entries()) {
          const next = timeline[index + 1];
          expect(one.to).toBeGreaterThan(one.from);
          if (next) expect(next.from).toBeGreaterThanOrEqual(one.to);
          if (next?.from === one.to) expect([next.state, next.why]).not.toEqual([one.state, one.why]);
        }
      }),
    );
  });

  it('is the same whether strokes are painted one by one or gathered before', () => {
    fc.assert(
      fc.property(fc.array(stroke, { maxLength: 10 }), fc.array(stroke, { maxLength: 10 }), (stored, fresh) => {
        const timeline = stored.reduce<Timeline>(paint, []);
        const gathered = fresh.reduce<Timeline>(paint, []);
        expect(momentsOf(gathered.reduce(paint, timeline))).toEqual(momentsOf(fresh.reduce(paint, timeline)));
      }),
    );
  });

  it('is told of a period without a gap, and sums up to it', () => {
    fc.assert(
      fc.property(
        fc.array(stroke, { maxLength: 10 }),
        fc.nat(50),
        fc.integer({ min: 1, max: 50 }),
        (all, from, length) => {
          const told = cut(all.reduce<Timeline>(paint, []), from, from + length);
          expect([told[0]?.from, told.at(-1)?.to]).toEqual([from, from + length]);
          for (const [index, one] of told.entries()) expect(one.to).toBe(told[index + 1]?.from ?? from + length);
          const { watched_ms, watched_late_ms, not_watched_ms, watched_share } = sumUp(told);
          expect(watched_ms + watched_late_ms + not_watched_ms).toBe(length);
          expect(watched_share).toBe((watched_ms + watched_late_ms) / length);
        },
      ),
    );
  });
});
