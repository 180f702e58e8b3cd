import type { PicturePolicy } from '@splitsight/wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Given, judgeRequest, maxOfAlert, nothingGiven } from './judge.ts';

const ofAlert = { alert: 'home/yard/fire/1', at: 1000 };
const bare = { alert: null, at: null };
const judge = (request: { alert: string | null; at: number | null }, policy: PicturePolicy) =>
  judgeRequest(request, { policy, perMinute: 60, given: nothingGiven(60, 0), now: 0 }).refused;

describe('a request for a picture', () => {
  it.each([
    ['never', ofAlert, 'policy'],
    ['never', bare, 'policy'],
    ['on-alert', ofAlert, null],
    ['on-alert', bare, 'policy'],
    ['on-alert', { alert: null, at: 1000 }, 'policy'],
    ['on-alert', { alert: 'home/yard/fire/1', at: null }, 'policy'],
    ['on-request', ofAlert, null],
    ['on-request', bare, null],
  ] as const)('under the policy %s, %j, is refused for: %s', (policy, request, refused) => {
    expect(judge(request, policy)).toBe(refused);
  });

  it('gets no more pictures of one alert than a few', () => {
    let given = nothingGiven(1000, 0);
    const answers = Array.from({ length: maxOfAlert + 2 }, () => {
      const judgement = judgeRequest(ofAlert, { policy: 'on-alert', perMinute: 1000, given, now: 0 });
      given = judgement.given;
      return judgement.refused;
    });
    expect(answers).toEqual([...Array<null>(maxOfAlert).fill(null), 'too_many', 'too_many']);
  });

  it('gets at most the limit at once, and the limit a minute in the long run, whatever alerts it names', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(gaps, fc.integer({ min: 1, max: 40 }), (waits, perMinute) => {
        let given: Given = nothingGiven(perMinute, 0);
        let now = 0;
        let granted = 0;
        for (const [turn, wait] of waits.entries()) {
          now += wait;
          const request = { alert: `a/${turn}`, at: turn };
          const judgement = judgeRequest(request, { policy: 'on-alert', perMinute, given, now });
          given = judgement.given;
          if (judgement.refused === null) granted++;
        }
        expect(granted).toBeLessThanOrEqual(perMinute + (now * perMinute) / 60_000 + 1e-6);
        expect(given.alerts.size).toBeLessThanOrEqual(256);
      }),
    );
  });

  it('that is refused uses nothing up', () => {
    const { given } = judgeRequest(bare, { policy: 'on-alert', perMinute: 1, given: nothingGiven(1, 0), now: 0 });
    expect(judgeRequest(ofAlert, { policy: 'on-alert', perMinute: 1, given, now: 0 }).refused).toBeNull();
  });
});
