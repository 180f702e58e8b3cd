import { writeTinyHead } from '@splitsight/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type HeadBench, openHeadBench } from '../testing/head-bench.ts';
import { registerMonitor } from './monitor.ts';
import { describeCalibration, describeDrift, describeOverview, describeScores } from './monitor-text.ts';

let bench: HeadBench;

beforeAll(async () => {
  bench = await openHeadBench([registerMonitor], (path) => {
    writeTinyHead(path('head'), path('backbone'));
    return { heads: [{ model: path('head') }] };
  });
});

afterAll(() => bench.close());

const run = (...args: string[]) => bench.run('monitor', ...args);

it('head monitor … asks a server that has seen nothing yet', async () => {
  expect(await run()).toContain('never checked');
  expect(await run('scores', 'fire')).toBe('no scores\n');
  expect(await run('drift')).toContain('nothing was checked yet');
  expect(await run('calibration', 'fire')).toBe('no verdicts on alerts of fire in 30 days\n');
  expect(await run('check')).toMatch(/cameras: 0 steady, 0 drifted, 0 with too little to compare\nchecked 20/);
  expect(JSON.parse(await run('--json'))).toMatchObject({ heads: [], cameras: { steady: 0 } });
  await expect(run('accept', 'yard', 'gate')).rejects.toMatchObject({ code: 'MONITOR_CAMERA' });
  await expect(run('scores', 'No Head')).rejects.toMatchObject({ code: 'HTTP_QUERY' });
});

const site = 'yard' as Parameters<typeof describeDrift>[0]['cameras'][number]['site'];
const camera = 'gate' as Parameters<typeof describeDrift>[0]['cameras'][number]['camera'];
const head = 'fire' as Parameters<typeof describeCalibration>[0]['head'];

it('draws scores with bars that grow by the logarithm', () => {
  const edges = [0, 0.25, 0.5, 0.75, 1];
  const days = [{ version: '1', day: '2026-05-01', cameras: 2, counts: [990, 0, 9, 1] }];
  const text = describeScores({ edges, days });
  expect(text.split('\n').map((line) => (/█+/.exec(line)?.[0] ?? '').length)).toEqual([0, 40, 0, 13, 4, 0, 0, 0, 0]);
  expect(text).toMatch(/2026-05-01 +1 +2 +1000 +10 +1.00 %\n$/);
});

it('shows what is stale and why, drift and calibration as tables', () => {
  const finding: Parameters<typeof describeDrift>[0]['cameras'][number] = {
    ...{ site, camera, at: 0, since: null, accepted_since: null, fingerprint: null, codec: null },
    ...{ verdict: 'drifted', distance: 0.61, usual: 0.1, farthest: 0.2, p: 0.00001 },
    ...{ days: 14, hours: 24, rows: 96, history_rows: 1344 },
  };
  expect(describeDrift({ cameras: [finding] })).toMatch(/gate .* drifted +0.610 +0.100 +0.200 +< 0.0001 +14 +24\n$/);
  const reasons = [{ reason: 'features_drifted', detail: '1 of 2 cameras look otherwise than before' }] as const;
  const state = { head, version: '2', site, stale: true, since: 0, reasons: [...reasons], clear: 0, checked_at: 0 };
  const overview = { checked_at: 0, next_check_at: null, job: 7, heads: [state], shifted: [] };
  const text = describeOverview({ ...overview, cameras: { steady: 1, drifted: 1, too_little: 0 } });
  expect(text).toMatch(/fire +2 +yard +stale +19.* 1 of 2 cameras look otherwise than before\n/);
  expect(text).toMatch(/job 7 checks now\n$/);
  const right = { value: 0.5, low: 0.3, high: 0.7 };
  const bin = { from: 0.9, to: 1, n: 20, stated: 0.95, right, agrees: false };
  const calibration = { n: 20, stated: 0.95, agrees: false, precision: right, ece: 0.45, brier: 0.45, bins: [bin] };
  expect(describeCalibration({ head, version: null, days: 30, unsure: 2, calibration })).toBe(
    [
      'fire: of 20 alerts of 30 days 50.0 % (30.0 % to 70.0 %) were right; 95.0 % were stated: that does not agree; 2 more were judged unsure\n',
      'score    alerts  stated  right                      agrees\n',
      '0.9–1.0  20      95.0 %  50.0 % (30.0 % to 70.0 %)  no\n',
      'calibration error 0.450, Brier score 0.450\n',
    ].join(''),
  );
});
