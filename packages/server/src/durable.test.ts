import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fetchOnce, waitFor } from '@splitsight/testkit';
import Database from 'better-sqlite3';
import type { MqttClient } from 'mqtt';
import { describe, expect, it } from 'vitest';
import { openDatabase } from './store/database.ts';
import { featuresTopic } from './testing/frames.ts';
import { dropped, metric } from './testing/observe.ts';
import { useWorkbench } from './testing/workbench.ts';

const { start, connect, frame, subscribe, path, head, later } = useWorkbench();
const main = fileURLToPath(new URL('./main.ts', import.meta.url));

/** The sequence numbers in the database, each as often as it is there. */
function storedSequences(): readonly unknown[] {
  const database = new Database(path('test.db'), { readonly: true });
  const sequences = database.prepare('SELECT sequence FROM vectors ORDER BY sequence').pluck().all();
  database.close();
  return sequences;
}

function storedAlerts(): unknown {
  const database = new Database(path('test.db'), { readonly: true });
  const count = database.prepare('SELECT COUNT(*) FROM alerts').pluck().get();
  database.close();
  return count;
}

/** A server as a process of its own. */
async function spawnServer() {
  const config = {
    log_level: 'warn',
    store: { path: path('test.db') },
    heads: [{ model: head(), rule: { off_delay_s: 60 } }],
    admit: { late_s: 60 },
    mqtt: { port: 0 },
    http: { port: 0, login: 'off' },
  };
  writeFileSync(path('server.yaml'), JSON.stringify(config));
  const options = ['--import', 'tsx', '--conditions', 'splitsight-source', main, '--config', path('server.yaml')];
  const child = spawn(process.execPath, options, { stdio: ['ignore', 'pipe', 'inherit'] });
  later(() => child.kill('SIGKILL'));
  let output = '';
  child.stdout.on('data', (data) => {
    output += data;
  });
  const mqtt = await waitFor(() => /"mqtt":"(mqtt:[^"]+)"/.exec(output)?.[1], { timeout: 120_000 });
  return {
    mqtt,
    async kill() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

describe('a server that is killed with kill -9', () => {
  it('has stored all that it acknowledged; with what is sent again nothing is lost, twice or alerted twice', async () => {
    const first = await spawnServer();
    const acknowledged = new Set<number>();
    /** As agents do, it has no more in flight than the server takes without thinning. */
    const flood = (agent: MqttClient, frames: Iterable<readonly [sequence: number, payload: Buffer]>) => {
      const rest = [...frames];
      const next = () => {
        const [sequence, payload] = rest.shift() ?? [];
        if (sequence === undefined || payload === undefined) return;
        agent.publish(featuresTopic, payload, { qos: 1 }, (error) => {
          if (error) return;
          acknowledged.add(sequence);
          next();
        });
      };
      for (let one = 0; one < 500; one++) next();
    };
    const agent = await connect(first.mqtt);
    const frames = [frame({ red: 255 })];
    flood(agent, frames.entries());
    // It is scored and its alert is written beside the frames, which do not wait for that.
    await waitFor(() => acknowledged.has(0) && storedAlerts() === 1);
    for (let one = 1; one < 4000; one++) frames.push(frame({ red: 0 }));
    flood(agent, [...frames.entries()].slice(1));
    await waitFor(() => acknowledged.size > 1000);
    await first.kill();
    // What was acknowledged may still be on its way to the agent.
    await waitFor(() => !agent.connected);
    const before = new Set(storedSequences());
    expect([...acknowledged].filter((sequence) => !before.has(sequence))).toEqual([]);
    expect(acknowledged.size).toBeLessThan(frames.length);
    // That its acknowledgement was lost is not to be waited for.
    acknowledged.delete(0);
    const again = [...frames.entries()].filter(([sequence]) => !acknowledged.has(sequence));
    const repeats = again.filter(([sequence]) => before.has(sequence)).length;

    const second = await start({ heads: [{ model: head(), rule: { off_delay_s: 60 } }] });
    flood(await connect(second.mqtt), again);
    await waitFor(() => acknowledged.size === frames.length, { timeout: 120_000 });
    expect(storedSequences()).toEqual(frames.map((_, sequence) => sequence));
    const answer = await (await fetchOnce(`${second.http}/api/v1/alerts`)).json();
    expect(answer).toMatchObject({ alerts: [{ frame: { sequence: 0 } }] });
    expect(await metric(second, 'splitsight_alert_events_total{type="new"}')).toBe(0);
    expect(await dropped(second, 'duplicate')).toBe(repeats);
  });
});

describe('a full disk', () => {
  it('stops no alert; nothing more is acknowledged, and what is sent again when there is room is stored once', async () => {
    const empty = openDatabase(path('test.db'));
    const pages = Number(empty.connection.pragma('page_count', { simple: true }));
    empty.close();
    const full = await start({}, { maxStorePages: pages + 20 });
    const frames: Buffer[] = [];
    const open = new Set<Buffer>();
    const agent = await connect(full.mqtt);
    const publish = (payload: Buffer) => {
      open.add(payload);
      agent.publish(featuresTopic, payload, { qos: 1 }, (error) => void (error ?? open.delete(payload)));
    };
    const ready = () => fetchOnce(`${full.http}/readyz`);
    do {
      for (let one = 0; one < 50; one++) frames.push(frame({ red: 0 }));
      frames.slice(-50).forEach(publish);
    } while ((await ready()).ok);
    expect(await (await ready()).json()).toMatchObject({
      checks: { store: { ok: false, reason: expect.stringContaining('STORE_FULL') } },
    });
    // What was acknowledged may still be on its way to the agent.
    await waitFor(() => storedSequences().length === frames.length - open.size);
    const waiting = open.size;
    expect(waiting).toBeGreaterThan(0);
    expect(await metric(full, 'splitsight_store_rows_dropped_total{reason="failed"}')).toBe(0);
    const desk = await subscribe(full, 'splitsight/v1/yard/alerts');
    frames.push(frame({ red: 255 }));
    frames.slice(-1).forEach(publish);
    await waitFor(() => desk.length > 0);
    expect(open.size).toBe(waiting + 1);
    await full.stop();

    const roomy = await start();
    const again = await connect(roomy.mqtt);
    await Promise.all([...open].map((payload) => again.publishAsync(featuresTopic, payload, { qos: 1 })));
    expect(storedSequences().length).toBe(frames.length);
  });
});
