import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createManualClock, fetchOnce, waitFor } from '@splitsight/testkit';
import { coverageAnswerSchema, coverageSumsAnswerSchema } from '@splitsight/wire';
import Database from 'better-sqlite3';
import type { MqttClient } from 'mqtt';
import { describe, expect, it } from 'vitest';
import { ask } from '../testing/api.ts';
import type { RunningServer } from '../testing/run-server.ts';
import { useWorkbench } from '../testing/workbench.ts';

const { start, connect, send, later, path, head } = useWorkbench();
const main = fileURLToPath(new URL('../main.ts', import.meta.url));
const begin = Date.UTC(2026, 0, 1);
const second = 1000;

/** What the API tells of the camera, times in seconds after a moment. */
async function told(server: Pick<RunningServer, 'http'>, from = begin, to?: number): Promise<readonly string[]> {
  const query = `from=${from}${to === undefined ? '' : `&to=${to}`}`;
  const answer = await fetchOnce(`${server.http}/api/v1/sites/yard/cameras/gate/coverage?${query}`);
  const { stretches } = coverageAnswerSchema.parse(await answer.json());
  return stretches.map((one) => {
    const times = [one.from, one.to].map((at) => Math.round((at - from) / second));
    return `${times.join('-')} ${one.why ?? one.state}${one.code ? ` ${one.code}` : ''}`;
  });
}

function bench() {
  const clock = createManualClock(begin);
  return {
    clock,
    async at(agent: MqttClient, seconds: number, sequence: number, capturedAt = begin + seconds * second) {
      clock.set(Math.max(clock.now(), begin + seconds * second));
      await send(agent, { red: 0, sequence, capturedAt });
    },
    says: (agent: MqttClient, leaf: string, text: string) =>
      agent.publishAsync(`splitsight/v1/yard/${leaf}`, text, { qos: 1, retain: true }),
  };
}

describe('the server', () => {
  it('tells when a camera was watched, and why it was not, over a restart', async () => {
    const { clock, at, says } = bench();
    const first = await start({ admit: { late_s: 5 } }, { clock });
    const agent = await connect(first.mqtt);
    await says(agent, 'node/pi/status', 'online');
    await says(agent, 'cam/gate/status', JSON.stringify({ state: 'online', since: begin, node: 'pi' }));
    for (let n = 0; n <= 10; n++) await at(agent, 5 * n, n);
    expect(await told(first)).toEqual(['0-50 watched']);
    clock.set(begin + 60 * second);
    const reason = 'CAMERA_STALLED: no picture for 10 s';
    await says(agent, 'cam/gate/status', JSON.stringify({ state: 'offline', since: begin, node: 'pi', reason }));
    clock.set(begin + 100 * second);
    expect(await told(first)).toEqual(['0-50 watched', '50-100 camera_offline CAMERA_STALLED']);
    await says(agent, 'cam/gate/status', JSON.stringify({ state: 'online', since: begin, node: 'pi' }));
    for (let n = 11; n <= 15; n++) await at(agent, 100 + 5 * (n - 11), n);
    await first.stop();

    clock.set(begin + 200 * second);
    const next = await start({ admit: { late_s: 5 } }, { clock });
    const before = ['0-50 watched', '50-100 camera_offline CAMERA_STALLED', '100-120 watched'];
    expect(await told(next)).toEqual([...before, '120-200 server_down']);
    const back = await connect(next.mqtt);
    await at(back, 202, 32);
    for (let n = 16; n <= 31; n++) await at(back, 203, n, begin + (120 + 5 * (n - 15)) * second);
    expect(await told(next)).toEqual([...before, '120-195 watched_late', '195-203 watched']);

    const early = await fetchOnce(`${next.http}/api/v1/sites/yard/cameras/gate/coverage?from=${begin - 60 * second}`);
    const sums = { watched_ms: 78_000, watched_late_ms: 75_000, not_watched_ms: 50_000, watched_share: 153 / 203 };
    const earlier = coverageAnswerSchema.parse(await early.json());
    expect(earlier).toMatchObject({ known_from: begin, ...sums });
    const unknown = { state: 'not_watched', why: 'unknown', code: null };
    expect(earlier.stretches[0]).toEqual({ from: begin - 60 * second, to: begin, ...unknown });
    const { body } = await ask(next, `coverage?from=${begin - 60 * second}`);
    expect(coverageSumsAnswerSchema.parse(body).cameras).toEqual([
      {
        ...{ site: 'yard', camera: 'gate', known_from: begin, gaps: 1, longest_gap_ms: 50_000, ...sums },
        why: { camera_offline: 50_000 },
      },
    ]);
  });

  it('tells of a node that is gone, of one that was stopped, and of messages that were refused', async () => {
    const { clock, at, says } = bench();
    const server = await start({ admit: { late_s: 5 } }, { clock });
    const agent = await connect(server.mqtt);
    await says(agent, 'node/pi/status', 'online');
    await says(agent, 'cam/gate/status', JSON.stringify({ state: 'online', since: begin, node: 'pi' }));
    await at(agent, 0, 0);
    await says(agent, 'node/pi/status', 'offline');
    clock.set(begin + 30 * second);
    expect(await told(server)).toEqual(['0-30 node_offline']);
    await says(agent, 'node/pi/status', 'online');
    await send(agent, { red: 0, sequence: 0, boot: '2', capturedAt: begin + 30 * second });
    await says(agent, 'node/pi/status', 'stopped');
    clock.set(begin + 60 * second);
    expect(await told(server)).toEqual(['0-30 agent_down', '30-60 agent_stopped']);
    await says(agent, 'node/pi/status', 'online');
    await send(agent, { red: 0, sequence: 1, boot: '2', capturedAt: begin + 60 * second });
    clock.set(begin + 75 * second);
    await send(agent, { red: 0, from: '00'.repeat(8) as never });
    clock.set(begin + 80 * second);
    expect(await told(server)).toEqual(['0-30 agent_down', '30-60 agent_stopped', '60-80 refused VECTOR_FINGERPRINT']);
  });

  it('knows no camera that nobody has heard of', async () => {
    const server = await start();
    expect(await ask(server, 'sites/yard/cameras/gate/coverage')).toMatchObject({
      status: 404,
      body: { error: { code: 'COVERAGE_CAMERA' } },
    });
    expect(await ask(server, 'coverage?from=5&to=5')).toMatchObject({ body: { error: { code: 'HISTORY_PERIOD' } } });
  });

  it('that is killed closes what it told where it last was, and was down from then on', async () => {
    const config = path('server.yaml');
    const database = path('test.db');
    const yaml = {
      http: { port: 0, login: 'off' },
      mqtt: { port: 0 },
      store: { path: database },
      heads: [{ model: head() }],
      admit: { late_s: 60 },
    };
    writeFileSync(config, JSON.stringify({ ...yaml, backbones: [] }));
    const run = ['--import', 'tsx', '--conditions', 'splitsight-source', main, '--config', config];
    const child = spawn(process.execPath, run, { stdio: ['ignore', 'pipe', 'pipe'] });
    later(() => child.kill('SIGKILL'));
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
    const mqtt = await waitFor(() => /"mqtt":"(mqtt:[^"]+)"/.exec(output)?.[1], { timeout: 120_000 });
    const agent = await connect(mqtt);
    const startedAt = Date.now();
    for (let n = 0; n <= 4; n++) {
      await send(agent, { red: 0, sequence: n, capturedAt: Date.now() });
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    child.kill('SIGKILL');
    await once(child, 'exit');
    const killedAt = Date.now();
    const stored = new Database(database, { readonly: true });
    const [first, last] = stored
      .prepare('SELECT min(captured_at), max(captured_at) FROM vectors')
      .raw()
      .get() as number[];
    expect(stored.prepare('SELECT count(*) FROM coverage').pluck().get()).toBe(0);
    stored.close();

    const server = await start();
    const answer = await fetchOnce(`${server.http}/api/v1/sites/yard/cameras/gate/coverage?from=${startedAt - 10}`);
    const askedBy = Date.now();
    const { stretches } = coverageAnswerSchema.parse(await answer.json());
    expect(stretches.slice(1, 3)).toMatchObject([
      { from: first, to: last, state: 'watched' },
      { from: last, state: 'not_watched', why: 'server_down' },
    ]);
    expect(stretches[2]?.to).toBeGreaterThan(killedAt);
    expect(stretches[2]?.to).toBeLessThanOrEqual(askedBy);
  });
});
