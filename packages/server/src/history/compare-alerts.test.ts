import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AlertSpan, compareAlerts } from './compare-alerts.ts';

const span = (key: string, from: number, to: number | null): AlertSpan => ({ key, from, to });

describe('two lists of alerts', () => {
  it('have in common what overlaps at the same camera', () => {
    const ours = [span('a', 0, 10), span('a', 20, 30), span('b', 0, 10), span('a', 50, null)];
    const theirs = [span('a', 10, 20), span('a', 31, 40), span('b', 11, 12), span('a', 100, 110)];
    expect(compareAlerts(ours, theirs)).toEqual({ matches: [0, 0, null, 3], unmatched: [1, 2] });
  });

  it('agree with a comparison of every pair', () => {
    /** Alerts of one camera, which do not overlap each other; the last one may go on. */
    const camera = (key: string) =>
      fc.array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.nat(30)), { maxLength: 12 }).chain((steps) =>
        fc.boolean().map((goesOn) => {
          let at = 0;
          return steps.map(([gap, length], i) => {
            const from = at + gap;
            at = from + length;
            return span(key, from, goesOn && i === steps.length - 1 ? null : at);
          });
        }),
      );
    const list = fc
      .tuple(camera('a'), camera('b'))
      .chain(([a, b]) => fc.shuffledSubarray([...a, ...b], { minLength: a.length + b.length }));
    fc.assert(
      fc.property(list, list, (ours, theirs) => {
        const overlap = (a: AlertSpan, b: AlertSpan) =>
          a.key === b.key &&
          a.from <= (b.to ?? Number.POSITIVE_INFINITY) &&
          b.from <= (a.to ?? Number.POSITIVE_INFINITY);
        const { matches, unmatched } = compareAlerts(ours, theirs);
        expect(matches.map((match) => match !== null)).toEqual(ours.map((a) => theirs.some((b) => overlap(a, b))));
        for (const [i, match] of matches.entries()) {
          const [a, b] = [ours[i], match === null ? undefined : theirs[match]];
          if (a && b) expect(overlap(a, b)).toBe(true);
        }
        expect(unmatched).toEqual(theirs.flatMap((b, i) => (ours.some((a) => overlap(a, b)) ? [] : [i])));
      }),
      { numRuns: 300 },
    );
  });
});
