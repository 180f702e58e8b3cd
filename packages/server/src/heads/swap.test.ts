import { createManualClock, waitFor } from '@splitsight/testkit';
import type { SiteId } from '@splitsight/wire';
import Database from 'better-sqlite3';
import type { MqttClient } from 'mqtt';
import { describe, expect, it } from 'vitest';
import { ask, importHead } from '../testing/api.ts';
import { camera, topics } from '../testing/frames.ts';
import { writeVersion } from '../testing/head-versions.ts';
import { eventsOf, metric } from '../testing/observe.ts';
import type { RunningServer } from '../testing/run-server.ts';
import { useWorkbench } from '../testing/workbench.ts';

const { start, path, head, connect, frame, send, subscribe } = useWorkbench();

const said = { by: 'ann', why: 'a test' };
/** Every decision is stored, and none raises an alert that would hold the flood up. */
const everything = { threshold: 1, instant: 1, clear: 0 };
const sites = ['yard', 'gate'] as const;
const topicOf = (site: string) => topics.format({ kind: 'camera', site: site as SiteId, camera, leaf: 'features' });

interface Scored {
  readonly site: string;
  readonly captured_at: number;
  readonly version: string;
  readonly role: number;
}

/** Every decision that a server has stored; it has stopped. */
function readScored(server: RunningServer): readonly Scored[] {
  const database = new Database(server.config.store.path, { readonly: true });
  const rows = database.prepare<unknown[], Scored>(
    `SELECT site, captured_at, version, role FROM decisions
     JOIN cameras ON cameras.id = camera_id JOIN heads ON heads.id = head_id ORDER BY decisions.id`,
  );
  const scored = rows.all();
  database.close();
  return scored;
}

const move = async (server: RunningServer, url: string, body: object = {}) => {
  const { status, body: answer } = await ask(server, url, { ...said, ...body });
  if (status !== 200) throw new Error(JSON.stringify(answer));
};

/** Sends frames of both sites until it is stopped; each has a capture time of its own. */
function flood(agent: MqttClient, from: number) {
  let sent = 0;
  let isOver = false;
  const running = (async () => {
    while (!isOver) {
      const burst = Array.from({ length: 20 }, () => {
        const site = sites[sent % sites.length] ?? 'yard';
        return agent.publishAsync(topicOf(site), frame({ red: 255, capturedAt: from + sent++ }), { qos: 1 });
      });
      await Promise.all(burst);
    }
  })();
  return {
    sent: () => sent,
    async stop() {
      isOver = true;
      await running;
    },
  };
}

describe('promoting and rolling back under load', () => {
  it('scores every frame of both sites exactly once live, and by the new version from the answer on', async () => {
    const server = await start({ heads: [{ model: head(), rule: everything }], admit: { future_s: 86_400 } });
    writeVersion(path('v2'), path('backbone'), { version: '2', red: 18 });
    await importHead(server, path('v2'));
    const agent = await connect(server.mqtt);
    const from = Date.now();
    const frames = flood(agent, from);
    const switched: { readonly after: number; readonly version: string }[] = [];
    for (let turn = 0; turn < 10; turn++) {
      await move(server, 'head-versions/fire/2/promote');
      switched.push({ after: frames.sent(), version: '2' });
      await waitFor(() => frames.sent() > (switched.at(-1)?.after ?? 0) + 40);
      await move(server, 'heads/fire/rollback');
      switched.push({ after: frames.sent(), version: '1' });
      await waitFor(() => frames.sent() > (switched.at(-1)?.after ?? 0) + 40);
    }
    await frames.stop();
    await server.stop();

    const scored = readScored(server);
    const times = scored.map(({ captured_at }) => captured_at).sort((a, b) => a - b);
    expect(times).toEqual(Array.from({ length: frames.sent() }, (_, index) => from + index));
    const versionOf = new Map(scored.map(({ captured_at, version }) => [captured_at - from, version]));
    const first = switched.map(({ after }) => versionOf.get(after));
    expect(first).toEqual(switched.map(({ version }) => version));
    expect(server.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('scores the frames of each site by the version of that site', async () => {
    const server = await start({ heads: [{ model: head(), rule: everything }], admit: { future_s: 86_400 } });
    writeVersion(path('v2'), path('backbone'), { version: '2', red: 18 });
    await importHead(server, path('v2'));
    await move(server, 'head-versions/fire/2/promote', { site: 'gate' });
    const agent = await connect(server.mqtt);
    const frames = flood(agent, Date.now());
    await waitFor(() => frames.sent() >= 200);
    await frames.stop();
    await server.stop();
    const scored = readScored(server);
    expect(scored).toHaveLength(frames.sent());
    expect(new Set(scored.map(({ site, version }) => `${site} ${version}`))).toEqual(new Set(['yard 1', 'gate 2']));
  });
});

describe('an alert', () => {
  it('goes on through a promotion with the version that raised it; the next one carries the new version', async () => {
    const clock = createManualClock(Date.now());
    const server = await start({ heads: [{ model: head(), rule: { off_delay_s: 0.5 } }] }, { clock });
    writeVersion(path('v2'), path('backbone'), { version: '2', red: 18 });
    await importHead(server, path('v2'));
    const desk = await subscribe(server, 'splitsight/v1/yard/alerts');
    const agent = await connect(server.mqtt);
    const see = () => send(agent, { red: 255, capturedAt: clock.now() });
    await see();
    await waitFor(() => desk.length === 1);
    await move(server, 'head-versions/fire/2/promote');
    clock.advance(400);
    await see();
    await waitFor(async () => (await metric(server, 'splitsight_decisions_total')) === 2);
    // Longer than its delay after the first frame: it went on.
    clock.advance(400);
    await see();
    await waitFor(async () => (await metric(server, 'splitsight_decisions_total')) === 3);
    expect(desk).toHaveLength(1);
    clock.advance(600);
    await waitFor(() => desk.length === 2);
    await see();
    await waitFor(() => desk.length === 3);
    clock.advance(600);
    await waitFor(() => desk.length === 4);
    expect(eventsOf(desk).map(({ type, after }) => `${type} ${after.head_version}`)).toEqual([
      ...['new 1', 'end 1', 'new 2', 'end 2'],
    ]);
  });

  it('that is pending is raised by the new version', async () => {
    const server = await start({ heads: [{ model: head(), rule: { instant: 1, k: 2, n: 3, off_delay_s: 60 } }] });
    writeVersion(path('v2'), path('backbone'), { version: '2', red: 18 });
    await importHead(server, path('v2'));
    const desk = await subscribe(server, 'splitsight/v1/yard/alerts');
    const agent = await connect(server.mqtt);
    await send(agent, { red: 255 });
    await move(server, 'head-versions/fire/2/promote');
    await send(agent, { red: 255 });
    await waitFor(() => desk.length === 1);
    expect(eventsOf(desk)).toMatchObject([{ type: 'new', after: { head_version: '2' } }]);
  });

  it('of a head that is switched off ends, and its vectors are stored all the same', async () => {
    const server = await start({
      heads: [{ model: head(), rule: { off_delay_s: 0.5 } }],
      backbones: [path('backbone')],
    });
    const desk = await subscribe(server, 'splitsight/v1/yard/alerts');
    const agent = await connect(server.mqtt);
    await send(agent, { red: 255 });
    await waitFor(() => desk.length === 1);
    await move(server, 'head-versions/fire/1/retire', { force: true });
    await send(agent, { red: 255 });
    await waitFor(() => desk.length === 2);
    expect(eventsOf(desk)[1]).toMatchObject({ type: 'end' });
    await server.stop();
    const database = new Database(server.config.store.path, { readonly: true });
    expect(database.prepare('SELECT COUNT(*) FROM vectors').pluck().get()).toBe(2);
    expect(database.prepare('SELECT COUNT(*) FROM decisions').pluck().get()).toBe(1);
    database.close();
  });
});
