import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, parseConfig } from '@splitsight/kernel/node';
import { openBroker, type TestBroker, waitFor, writeTinyBackbone } from '@splitsight/testkit';
import { decodePicture } from '@splitsight/vision/picture';
import {
  decodeFeatureMessage,
  decodePictureMessage,
  nodeHealthSchema,
  parseJsonMessage,
  pictureStateSchema,
} from '@splitsight/wire';
import { connectAsync, type MqttClient } from 'mqtt';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createEdgeAgent } from '../agent.ts';
import { edgeConfigSchema } from '../config/schema.ts';

let folder: string;
let broker: TestBroker;
let server: MqttClient;
const cleanups: (() => unknown)[] = [];
const alert = 'home/yard/fire/1';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'splitsight-pictures-'));
  writeTinyBackbone(join(folder, 'model'));
  const make = ['-f', 'lavfi', '-i', 'testsrc=s=160x90:r=15:d=2', '-c:v', 'libx264', join(folder, 'clip.mp4')];
  execFileSync('ffmpeg', ['-loglevel', 'error', ...make]);
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(async () => {
  broker = await openBroker();
  server = await connectAsync(broker.url, { reconnectPeriod: 0 });
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  await server.endAsync(true);
  await broker.close();
});

/** An agent with one camera that sends features. */
async function openSite(pictures: object = {}) {
  const config = parseConfig(
    JSON.stringify({
      site: 'home',
      node: 'edge-1',
      broker: { url: broker.url },
      model: { path: join(folder, 'model'), threads: 1 },
      capture: { width: 160, height: 90 },
      health_interval_s: 0.3,
      spool: { enabled: false },
      pictures,
      cameras: [{ id: 'yard', url: join(folder, 'clip.mp4') }],
    }),
    edgeConfigSchema,
    'test',
  );
  const agent = createEdgeAgent(config, { log: createLogger('test', 'silent') });
  cleanups.push(() => agent.stop());
  await agent.start(new AbortController().signal);
  await waitFor(() => features().length >= 2 && states().length > 0);
  return agent;
}

const payloads = (leaf: string) =>
  broker.messages.filter(({ topic }) => topic === `splitsight/v1/home/${leaf}`).map(({ payload }) => payload);
const features = () => payloads('cam/yard/features').map(decodeFeatureMessage);
const answers = () => payloads('cam/yard/snapshot').map(decodePictureMessage);
const states = () =>
  payloads('cam/yard/pictures/state').map((bytes) =>
    parseJsonMessage(pictureStateSchema, Buffer.from(bytes).toString()),
  );
const health = () =>
  payloads('node/edge-1/health')
    .map((bytes) => parseJsonMessage(nodeHealthSchema, Buffer.from(bytes).toString()))
    .at(-1);
let asked = 0;

async function ask(request: object): Promise<ReturnType<typeof decodePictureMessage>> {
  const id = (++asked).toString(16).padStart(16, '0');
  await server.publishAsync('splitsight/v1/home/cam/yard/snapshot/get', JSON.stringify({ id, ...request }));
  return waitFor(() => answers().find((one) => one.id === id));
}

async function set(word: string): Promise<void> {
  await server.publishAsync('splitsight/v1/home/cam/yard/pictures/set', word, { qos: 1, retain: true });
}

describe('the pictures of an agent', () => {
  it('are given around an alert: the very frame whose features were sent', async () => {
    await openSite({ other_fps: 0 });
    // The first two are kept, however long encoding takes: there is room for three at a time.
    const [first = 0, second = 0] = features().map(({ capturedAt }) => capturedAt);
    const answer = await ask({ alert, at: second, within_ms: 0 });
    expect(answer).toMatchObject({ outcome: 'picture', capturedAt: second });
    const picture = await decodePicture(answer.jpeg);
    expect([picture.width, picture.height]).toEqual([160, 90]);
    const before = await ask({ alert, at: first - 400, within_ms: 750 });
    expect(before).toMatchObject({ outcome: 'picture', capturedAt: first });
    expect(await ask({ alert, at: first - 3_600_000 })).toMatchObject({ outcome: 'gone', jpeg: new Uint8Array(0) });
    expect(await ask({ alert: null, at: null })).toMatchObject({ outcome: 'policy', jpeg: new Uint8Array(0) });
    const { pictures, sent } = await waitFor(() => {
      const told = health();
      return told?.pictures?.answered.policy === 1 ? told : undefined;
    });
    expect(pictures?.answered).toEqual({ picture: 2, gone: 1, policy: 1 });
    expect(pictures?.kept).toBeGreaterThan(1);
    expect(sent?.pictures?.messages).toBe(2);
    const given = payloads('cam/yard/snapshot').filter(({ length }) => length > 64);
    const bytes = given.reduce((sum, { length }) => sum + length, 0);
    expect(sent?.pictures?.bytes).toBe(bytes + 2 * 'splitsight/v1/home/cam/yard/snapshot'.length);
    expect(readdirSync(folder).sort()).toEqual(['clip.mp4', 'model']);
  });

  it('that the site never gives are given to nobody, whatever the server sets, and are not even kept', async () => {
    await openSite({ policy: 'never' });
    await set('on-request');
    for (const request of [
      { alert, at: features()[0]?.capturedAt ?? 0 },
      { alert: null, at: null },
    ]) {
      expect(await ask(request)).toMatchObject({ outcome: 'policy', jpeg: new Uint8Array(0) });
    }
    expect(states().at(-1)).toMatchObject({ policy: 'never', most: 'never' });
    expect((await waitFor(() => health()))?.pictures).toMatchObject({ kept: 0, bytes: 0 });
  });

  it('follow a stricter policy of the server at once, and the site’s own again when that is withdrawn', async () => {
    await openSite({ policy: 'on-request' });
    expect((await ask({ alert: null, at: null })).outcome).toBe('picture');
    await set('never');
    await waitFor(() => states().at(-1)?.policy === 'never');
    expect((await ask({ alert, at: features().at(-1)?.capturedAt ?? 0 })).outcome).toBe('policy');
    await set('');
    await waitFor(() => states().at(-1)?.policy === 'on-request');
    const fresh = features().length;
    await waitFor(() => features().length > fresh + 1);
    expect((await ask({ alert: null, at: null })).outcome).toBe('picture');
    expect(states().map(({ most }) => most)).toEqual(['on-request', 'on-request', 'on-request']);
  });

  it('are given no faster than the limit a minute', async () => {
    await openSite({ per_minute: 2 });
    const at = features()[0]?.capturedAt ?? 0;
    const outcomes = [];
    for (const name of ['a', 'b', 'c']) outcomes.push((await ask({ alert: name, at })).outcome);
    expect(outcomes).toEqual(['picture', 'picture', 'too_many']);
  });

  it('do not mind what comes in place of a request', async () => {
    await openSite();
    const topic = 'splitsight/v1/home/cam/yard/snapshot/get';
    for (const garbage of ['', 'x', '{}', '[]', '{"id":"x"}', 'z'.repeat(100_000)])
      await server.publishAsync(topic, garbage);
    await server.publishAsync('splitsight/v1/home/cam/other/snapshot/get', '{}');
    await set('always');
    await waitFor(() => health()?.pictures?.answered.garbage === 7);
    expect(answers()).toEqual([]);
    expect(states()).toHaveLength(1);
    expect((await ask({ alert, at: features()[0]?.capturedAt ?? 0 })).outcome).toBe('picture');
  });
});
