import type { CameraId, HeadName, SiteId } from '@splitsight/wire';
import { expect, it } from 'vitest';
import type { Account } from '../store/accounts.ts';
import type { Disagreement } from '../store/disagreements.ts';
import { rateDisagreements } from './shadow-report.ts';

const day = Date.parse('2026-11-22');

function disagreement(camera: string, second: number, positive: 'live' | 'shadow'): Disagreement {
  const at = day + 1000 * second;
  return {
    ...{ site: 'yard' as SiteId, camera: camera as CameraId, boot_id: '00', sequence: second },
    ...{ captured_at: at, received_at: at, head: 'fire' as HeadName, live_version: '1', shadow_version: '2' },
    ...{ live_score: 0.9, shadow_score: 0.1, positive },
  };
}

function account(camera: string, date: string, scored: number): Account {
  const about = { site: 'yard', camera, head: 'fire', version: '2', role: 'shadow' as const };
  return { ...about, day: date, scored, stored: scored, thinned: 0, silent: 0, raised: 0 };
}

it('disagreements are counted by camera and day, and those of one time count once in the interval', () => {
  const accounts = [
    account('gate', '2026-11-22', 900),
    account('gate', '2026-11-21', 100),
    account('dock', '2026-11-22', 50),
  ];
  const gate = [0, 1, 2, 3, 500].map((second) => disagreement('gate', second, second === 500 ? 'shadow' : 'live'));
  const { total, days } = rateDisagreements(accounts, gate);
  expect(total).toMatchObject({ frames: 1050, live_only: 4, shadow_only: 1, times: 2 });
  expect(total.rate.value).toBeCloseTo(5 / 1050, 12);
  expect(days.map(({ day: of, camera, frames, times }) => [of, camera, frames, times])).toEqual([
    ['2026-11-22', 'dock', 50, 0],
    ['2026-11-22', 'gate', 900, 2],
    ['2026-11-21', 'gate', 100, 0],
  ]);
  const apart = [0, 100, 200, 300, 500].map((second) => disagreement('gate', second, 'live'));
  const { total: independent } = rateDisagreements(accounts, apart);
  expect(total.rate.high).toBeGreaterThan(independent.rate.high);
  expect(total.rate.low).toBeLessThan(independent.rate.low);
});

it('without frames every rate is possible', () => {
  expect(rateDisagreements([], [])).toMatchObject({
    total: { frames: 0, rate: { value: 0, low: 0, high: 1 } },
    days: [],
  });
});
