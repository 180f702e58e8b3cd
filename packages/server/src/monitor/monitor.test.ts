import { spawnSync } from 'node:child_process';
import { readHeadManifest } from '@splitsight/inference';
import { createTally } from '@splitsight/kernel';
import { createManualClock, fetchOnce, waitFor } from '@splitsight/testkit';
import { type Alert, headStateSchema, parseJsonMessage } from '@splitsight/wire';
import { expect, it, vi } from 'vitest';
import {
  calibrationAnswerSchema,
  driftAnswerSchema,
  monitorAnswerSchema,
  scoresAnswerSchema,
} from '../http/monitor-api.ts';
import { createScoreTable } from '../store/monitor-scores.ts';
import { openStore } from '../store/store.ts';
import { createVerdictTable } from '../store/verdicts.ts';
import { metric } from '../testing/observe.ts';
import { day, firstDay, movedLook, pastSite, span, usualLook, writeDays } from '../testing/past-days.ts';
import type { RunningServer } from '../testing/run-server.ts';
import { useWorkbench } from '../testing/workbench.ts';
import { scoreBins } from './score-bins.ts';

// Each job is a process of its own, at a low priority: where much else runs, one takes minutes.
vi.setConfig({ testTimeout: 600_000 });

const hour = 3_600_000;
const { start, connect, send, subscribe, watch, head, path } = useWorkbench();

async function ask(server: RunningServer, address: string, body?: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const init = body && { method: 'POST', headers, body: JSON.stringify(body) };
  const answer = await fetchOnce(`${server.http}/api/v1/monitor${address}`, init);
  expect(answer.status).toBe(200);
  return answer.json();
}

const overview = async (server: RunningServer) => monitorAnswerSchema.parse(await ask(server, ''));

/** Checks, and waits until the check has ended. */
async function check(server: RunningServer): Promise<void> {
  await ask(server, '/check', { by: 'a test' });
  await waitFor(async () => (await overview(server)).job === null, { timeout: 240_000, interval: 50 });
}

/** Opens the database while no server has it. */
function withStore(use: (store: ReturnType<typeof openStore>) => void): void {
  const store = openStore({ path: path('test.db'), dropped: createTally() });
  use(store);
  store.close();
}

it('finds the camera that was moved, calls the head stale, and calls it fresh when the camera is back', async () => {
  const { fingerprint } = readHeadManifest(head());
  const looks = (index: number) => ({ dock: usualLook, gate: index === 15 ? movedLook : usualLook });
  writeDays(
    path('test.db'),
    span(0, 18).flatMap((index) =>
      Object.entries(looks(index)).map(([camera, look]) => ({ index, camera, look, fingerprint })),
    ),
  );
  const clock = { time: firstDay, now: () => clock.time };
  const first = await start({ monitor: { every_h: 0 } }, { clock });
  const states = await subscribe(first, 'splitsight/v1/yard/head/fire/state');
  const { messages } = await watch(first);
  const status = JSON.stringify({ state: 'online', since: 1, node: 'pi' });
  await (await connect(first.mqtt)).publishAsync('splitsight/v1/yard/cam/gate/status', status, { qos: 1 });
  await waitFor(() => states.length === 1);
  expect(parseJsonMessage(headStateSchema, states[0]?.text ?? '')).toMatchObject({ state: 'live', stale: false });

  clock.time = firstDay + 16 * day;
  await check(first);
  const { cameras } = driftAnswerSchema.parse(await ask(first, '/drift'));
  expect(cameras).toMatchObject([
    { camera: 'gate', verdict: 'drifted', since: firstDay + 15 * day, days: 14 },
    { camera: 'dock', verdict: 'steady', since: null },
  ]);
  const reasons = ['features_drifted: 1 of 2 cameras look otherwise than before'];
  const told = await waitFor(() => messages.find((one) => one.type === 'stale'));
  const about = { head: 'fire', site: pastSite, version: '1' };
  expect(told).toEqual({ type: 'stale', ...about, stale: true, since: clock.time, reasons });
  await waitFor(() => states.length === 2);
  expect(parseJsonMessage(headStateSchema, states[1]?.text ?? '')).toMatchObject({ stale: true, reasons });
  expect(first.lines.some(({ level, message }) => level === 'warn' && message === 'a head is stale')).toBe(true);
  expect(await metric(first, 'splitsight_head_stale{head="fire",site="yard"}')).toBe(1);
  expect(await metric(first, 'splitsight_feature_drift{site="yard",camera="gate"}')).toBeGreaterThan(0.3);
  expect(await metric(first, 'splitsight_feature_drift_p{site="yard",camera="gate"}')).toBeLessThan(1e-4);
  expect(await metric(first, 'splitsight_feature_drift_cameras{site="yard",verdict="drifted"}')).toBe(1);
  await first.stop();

  const second = await start({ monitor: { every_h: 0 } }, { clock });
  const after = await subscribe(second, 'splitsight/v1/yard/head/fire/state');
  await waitFor(() => after.some(({ text }) => text.includes(reasons[0] ?? '')));
  for (const [days, heads] of [
    [17, { stale: true, clear: 1 }],
    [18, { stale: false, reasons: [] }],
  ] as const) {
    clock.time = firstDay + days * day;
    await check(second);
    expect((await overview(second)).heads).toMatchObject([{ ...about, ...heads, checked_at: clock.time }]);
  }
  await waitFor(() => !parseJsonMessage(headStateSchema, after.at(-1)?.text ?? '').stale);
  expect(await metric(second, 'splitsight_head_stale{head="fire",site="yard"}')).toBe(0);
});

it('counts scores over a restart, compares them with verdicts, and has well-formed metrics', async () => {
  // The day does not end while this lasts.
  const clock = createManualClock(firstDay);
  const first = await start({}, { clock });
  const agent = await connect(first.mqtt);
  for (const red of [0, 0, 0, 255]) await send(agent, { red, capturedAt: clock.now() });
  const alerts = async () => (await (await fetchOnce(`${first.http}/api/v1/alerts`)).json()) as { alerts: Alert[] };
  const raised = await waitFor(async () => (await alerts()).alerts[0]);
  await first.stop();

  const today = Math.floor(clock.now() / day);
  const counts = (low: number, high: number) =>
    Float64Array.from({ length: scoreBins }, (_, bin) => (bin < 4 ? low : high));
  const row = { head: 'fire', version: '1', site: pastSite, camera: 'gate' };
  withStore(({ connection }) => {
    const scores = createScoreTable(connection);
    scores.add(span(2, 16).map((ago) => ({ ...row, day: today - ago, counts: counts(90, 5) })));
    scores.add([{ ...row, day: today - 1, counts: counts(5, 90) }]);
    const verdicts = createVerdictTable(connection);
    for (const index of span(0, 30)) {
      verdicts.put({
        ...{ verdict: index < 6 ? 'true' : index < 27 ? 'false' : 'unsure', label: null, note: null, by: 'ann' },
        ...{ givenAt: raised.raised_at },
        alert: { ...raised, id: `alert-${index}`, raised_at: raised.raised_at - index * hour },
      });
    }
  });

  const second = await start({}, { clock });
  const scores = scoresAnswerSchema.parse(await ask(second, '/scores?head=fire&camera=gate'));
  expect([scores.edges.length, scores.days.length]).toEqual([scoreBins + 1, 8]);
  const last = scores.days.at(-1)?.counts ?? [];
  expect([last.reduce((sum, count) => sum + count, 0), last.at(-1)]).toEqual([4, 1]);
  const { unsure, calibration } = calibrationAnswerSchema.parse(await ask(second, '/calibration?head=fire'));
  expect([unsure, calibration?.n, calibration?.agrees]).toEqual([3, 27, false]);
  expect(calibration?.ece).toBeCloseTo(1 - 6 / 27, 2);

  await check(second);
  const { heads, shifted } = await overview(second);
  expect(shifted).toMatchObject([{ ...row, day: today - 1, days: 14 }]);
  expect(heads).toMatchObject([{ stale: true, reasons: [{ reason: 'scores_shifted' }, { reason: 'precision_fell' }] }]);
  expect(await metric(second, 'splitsight_head_scores{head="fire",version="1",share="0.99"}')).toBe(1);
  expect(await metric(second, 'splitsight_head_calibration_error{head="fire"}')).toBeCloseTo(1 - 6 / 27, 2);
  const text = await (await fetchOnce(`${second.http}/metrics`)).text();
  const promtool = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
  if (!promtool.error) expect(promtool.stdout + promtool.stderr).toBe('');
});
