import { join } from 'node:path';
import { createManualClock, type ManualClock, waitFor } from '@splitsight/testkit';
import type { JobView } from '@splitsight/wire';
import Database from 'better-sqlite3';
import { describe, expect, it, vi } from 'vitest';
import { ask, importHead } from '../testing/api.ts';
import { camera, site } from '../testing/frames.ts';
import { writeVersion } from '../testing/head-versions.ts';
import { eventsOf, metric } from '../testing/observe.ts';
import type { RunningServer } from '../testing/run-server.ts';
import { useWorkbench } from '../testing/workbench.ts';
import { backtestResultSchema } from './backtest-schema.ts';
import { recomputedAlertSchema, recomputeResultSchema } from './recompute-schema.ts';

// Each job is a process of its own, at a low priority: where much else runs, one takes minutes.
vi.setConfig({ testTimeout: 600_000 });

const { start, connect, send, subscribe, head, path } = useWorkbench();

async function post(server: RunningServer, route: string, body: object): Promise<JobView> {
  const { status, body: answer } = await ask(server, route, { by: 'ann', ...body });
  if (status !== 202) throw new Error(JSON.stringify(answer));
  return (answer as { job: JobView }).job;
}

async function ended(server: RunningServer, { id }: JobView): Promise<JobView> {
  return waitFor(
    async () => {
      const { job } = (await ask(server, `jobs/${id}`)).body as { job: JobView };
      return ['queued', 'running'].includes(job.state) ? undefined : job;
    },
    // A job gets what time all else on the machine leaves.
    { timeout: 240_000 },
  );
}

/** Raises alerts: fires of one second and some lesser glows, and frames that say nothing new. */
async function raiseSome(server: RunningServer, clock: ManualClock): Promise<number> {
  const agent = await connect(server.mqtt);
  const desk = await subscribe(server, `splitsight/v1/${site}/alerts`);
  const waits = [0, 20, 20, 650, 30, 30, 30, 700, 20, 20];
  const reds = [255, 10, 80, 66, 66, 70, 72, 255, 0, 90];
  for (const [i, red] of reds.entries()) {
    clock.advance(waits[i] ?? 0);
    await send(agent, { red, capturedAt: clock.now() });
    await waitFor(async () => (await metric(server, 'splitsight_decisions_total')) === i + 1);
  }
  clock.advance(1000);
  await waitFor(() => eventsOf(desk).filter(({ type }) => type === 'end').length === 3);
  return reds.length;
}

describe('the past of a server', () => {
  it('gives the alerts again that were raised, and each can be computed again to the bit', async () => {
    const clock = createManualClock(Date.now());
    const server = await start({}, { clock });
    const since = clock.now();
    const frames = await raiseSome(server, clock);
    const { alerts } = (await ask(server, 'alerts')).body as { alerts: Record<string, unknown>[] };
    expect(alerts.length).toBe(3);

    const red = writeVersion(path('red'), path('backbone'), { version: '2', red: -20 });
    await importHead(server, path('red'));
    const job = await ended(
      server,
      await post(server, 'heads/fire/backtest', { since, versions: ['1', red.version], thresholds: [0.1, 0.5, 1] }),
    );
    expect(job).toMatchObject({ state: 'done', error: null });
    const result = backtestResultSchema.parse(job.result);
    expect(result).toMatchObject({ frames, vectors: frames });
    const [live, blind] = result.versions;
    expect(live).toMatchObject({ version: '1', alerts: 3, raised: 3, both: 3, only_raised: 0, only_backtest: 0 });
    expect(live?.would_be.toReversed()).toEqual(
      alerts.map(({ started_at, captured_at, raised_at, ended_at, score, peak, frame, id }) => ({
        ...{ site, camera, zone: null, started_at, captured_at, raised_at, ended_at, peak, frame, alert: id },
        score: expect.closeTo(Number(score), 1),
      })),
    );
    expect(live?.thresholds.map(({ threshold, alerts: count }) => [threshold, count])).toEqual([
      [0.1, 3],
      [0.5, 3],
      [1, 0],
    ]);
    expect(blind).toMatchObject({ version: '2', alerts: 0, raised: 3, both: 0, only_raised: 3 });

    for (const { id } of alerts) {
      const again = recomputedAlertSchema.parse((await ask(server, `alerts/${String(id)}/recompute`)).body);
      expect(again).toMatchObject({ same: true, raises: true });
      expect(again.frames.at(-1)).toMatchObject({ outcome: 'same', largest_difference: 0 });
    }
    const all = await ended(server, await post(server, 'recompute', {}));
    expect(recomputeResultSchema.parse(all.result)).toMatchObject({ alerts: 3, same: 3, not_same: [] });
  });

  it('accounts for every frame: decisions that are stored and those that are thinned add up', async () => {
    const clock = createManualClock(Date.now());
    const heads = [{ model: head(), rule: { off_delay_s: 0.5, regions: ['global'] } }];
    const server = await start({ heads }, { clock });
    const agent = await connect(server.mqtt);
    for (const red of [0, 0, 255, 0, 255, 0]) await send(agent, { red, capturedAt: clock.now() });
    await send(agent, { red: 255, kind: 'tile', capturedAt: clock.now() });
    await send(agent, { red: 255, capturedAt: clock.now() - 60_000 });
    await waitFor(async () => (await metric(server, 'splitsight_decisions_total')) === 8);
    const { accounts } = (await ask(server, 'accounts?head=fire')).body as { accounts: Record<string, number>[] };
    const day = new Date(clock.now()).toISOString().slice(0, 10);
    const [account] = accounts;
    expect(account).toMatchObject({
      day,
      site,
      camera,
      head: 'fire',
      version: '1',
      role: 'live',
      silent: 1,
      raised: 1,
    });
    expect(account?.scored).toBe(7);
    await server.stop();
    const database = new Database(join(path('.'), 'test.db'), { readonly: true });
    const stored = database.prepare('SELECT count(*) FROM decisions').pluck().get();
    expect(account).toMatchObject({ stored, thinned: 7 - Number(stored) });
    expect(stored).toBe(4);
    database.close();
  });

  it('tells when a frame is gone, when scores differ, and when nothing is known', async () => {
    const clock = createManualClock(Date.now());
    const server = await start({}, { clock });
    const agent = await connect(server.mqtt);
    const desk = await subscribe(server, `splitsight/v1/${site}/alerts`);
    await send(agent, { red: 66, capturedAt: clock.now() - 100 });
    await send(agent, { red: 255, capturedAt: clock.now() });
    await waitFor(() => desk.length === 1);
    clock.advance(1000);
    await waitFor(() => desk.length === 2);
    const id = eventsOf(desk)[0]?.after.id ?? '';
    await waitFor(async () => (await ask(server, `alerts/${id}/recompute`)).status === 200);
    const database = new Database(server.config.store.path);
    const again = async () => recomputedAlertSchema.parse((await ask(server, `alerts/${id}/recompute`)).body);

    database.exec(`UPDATE evidence SET scores = '[0.25,0.75]' WHERE position = 0`);
    expect(await again()).toMatchObject({
      same: false,
      raises: true,
      frames: [{ outcome: 'differs' }, { outcome: 'same' }],
    });
    database.exec('DELETE FROM vectors WHERE sequence = 0');
    expect(await again()).toMatchObject({ same: false, raises: false, frames: [{ outcome: 'gone' }, {}] });
    database.exec('DELETE FROM evidence');
    database.close();
    expect(await ask(server, `alerts/${id}/recompute`)).toMatchObject({
      status: 404,
      body: { error: { code: 'EVIDENCE_NONE' } },
    });
    expect(await ask(server, 'alerts/none/recompute')).toMatchObject({ status: 404 });
    const job = await ended(server, await post(server, 'recompute', { head: 'fire' }));
    expect(job.result).toMatchObject({ alerts: 1, same: 0, without_evidence: 1 });
  });

  it('refuses a backtest that cannot be, and runs two one after the other', async () => {
    const server = await start();
    const refused = async (body: object, name = 'fire') =>
      ask(server, `heads/${name}/backtest`, { by: 'ann', since: 0, ...body });
    const code = (of: string) => ({ body: { error: { code: of } } });
    expect(await refused({ since: 10, until: 10 })).toMatchObject(code('HISTORY_PERIOD'));
    expect(await refused({ versions: ['9'] })).toMatchObject({ status: 404, ...code('REGISTRY_UNKNOWN') });
    expect(await refused({}, 'nothing')).toMatchObject({ status: 404, ...code('REGISTRY_UNKNOWN') });
    expect(await refused({ rule: { threshold: 2 } })).toMatchObject({ status: 400, ...code('HTTP_BODY') });
    expect(await refused({ time_zone: 'Mars/Olympus' })).toMatchObject({ status: 400, ...code('HTTP_BODY') });
    const contradiction = await post(server, 'heads/fire/backtest', {
      since: 0,
      rule: { threshold: 0.9, instant: 0.5 },
    });
    const empty = await post(server, 'heads/fire/backtest', { since: 0 });
    expect(await ended(server, contradiction)).toMatchObject({
      state: 'failed',
      error: { code: 'RULE_CONTRADICTION' },
    });
    expect(await ended(server, empty)).toMatchObject({ state: 'failed', error: { code: 'HISTORY_EMPTY' } });
  });
});
