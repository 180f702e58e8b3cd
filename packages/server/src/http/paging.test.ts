import type { Alert } from '@splitsight/wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutPage } from './paging.ts';

const alerts = (...times: readonly number[]) =>
  times.map((raised_at, index) => ({ id: String(index), raised_at }) as Alert);
const cut = (limit: number, ...times: readonly number[]) => {
  const { alerts: page, next_before } = cutPage(alerts(...times), limit);
  return [page.map(({ raised_at }) => raised_at), next_before];
};

describe('a page of alerts', () => {
  it('is the last when there is no more', () => {
    expect(cut(3, 9, 8, 7)).toEqual([[9, 8, 7], null]);
    expect(cut(3)).toEqual([[], null]);
  });

  it('leaves alerts of one millisecond together for the next page', () => {
    expect(cut(3, 9, 8, 7, 6)).toEqual([[9, 8, 7], 7]);
    expect(cut(3, 9, 8, 7, 7)).toEqual([[9, 8], 8]);
    expect(cut(2, 9, 9, 9)).toEqual([[9, 9], 9]);
  });

  it('after page gives every alert once, when no millisecond has more alerts than a page', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(40)), fc.integer({ min: 2, max: 5 }), (moments, limit) => {
        const all = alerts(
          ...moments.flatMap((moment) => (moment % 3 === 0 ? [moment, moment] : [moment])).toSorted((a, b) => b - a),
        );
        const seen: string[] = [];
        for (let before: number | null = Number.POSITIVE_INFINITY; before !== null; ) {
          const limitMoment: number = before;
          const rest = all.filter(({ raised_at }) => raised_at < limitMoment).slice(0, limit + 1);
          const page = cutPage(rest, limit);
          seen.push(...page.alerts.map(({ id }) => id));
          before = page.next_before;
        }
        expect(seen).toEqual(all.map(({ id }) => id));
      }),
    );
  });
});
