import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, parseConfig } from '@splitsight/kernel/node';
import { childrenOf, openBroker, type TestBroker, waitFor, writeTinyBackbone } from '@splitsight/testkit';
import { type CameraStatus, cameraStatusSchema, parseJsonMessage } from '@splitsight/wire';
import { connectAsync, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createEdgeAgent } from './agent.ts';
import { edgeConfigSchema } from './config/schema.ts';

let folder: string;
let broker: TestBroker;
let server: MqttClient;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'splitsight-switch-'));
  writeTinyBackbone(join(folder, 'model'));
  const make = ['-f', 'lavfi', '-i', 'testsrc=s=160x90:r=15:d=2', '-c:v', 'libx264', join(folder, 'clip.mp4')];
  execFileSync('ffmpeg', ['-loglevel', 'error', ...make]);
  broker = await openBroker();
  server = await connectAsync(broker.url, { reconnectPeriod: 0 });
});
afterAll(async () => {
  await server.endAsync(true);
  await broker.close();
  rmSync(folder, { recursive: true });
});

function openAgent(url = broker.url) {
  const text = JSON.stringify({
    ...{ site: 'home', node: 'edge-1', broker: { url }, spool: { enabled: false } },
    ...{ model: { path: join(folder, 'model'), threads: 1 }, capture: { width: 160, height: 90 } },
    cameras: [{ id: 'yard', url: join(folder, 'clip.mp4') }],
  });
  return createEdgeAgent(parseConfig(text, edgeConfigSchema, 'test'), { log: createLogger('test', 'silent') });
}

const payloads = (leaf: string) =>
  broker.messages.filter(({ topic }) => topic === `splitsight/v1/home/cam/yard/${leaf}`).map(({ payload }) => payload);
const statuses = (): CameraStatus[] =>
  payloads('status').map((bytes) => parseJsonMessage(cameraStatusSchema, new TextDecoder().decode(bytes)));
const isNow = (state: CameraStatus['state']) => statuses().at(-1)?.state === state;
const say = (word: string) =>
  server.publishAsync('splitsight/v1/home/cam/yard/enabled/state', word, { qos: 1, retain: true });
const pulls = () => childrenOf(process.pid).some(({ name }) => name === 'ffmpeg');

it('an agent pulls nothing from a camera that is switched off at the server, nor after a start of its own', async () => {
  const first = openAgent();
  await first.start(new AbortController().signal);
  await waitFor(() => isNow('online'));
  await say('off with it');
  await say('OFF');
  await waitFor(() => isNow('disabled'));
  expect(statuses().at(-1)?.reason).toMatch(/^CAMERA_SWITCHED_OFF: /);
  expect(pulls()).toBe(false);
  const told = statuses().length;
  await broker.stop();
  await broker.start();
  // The agent may be back before this connection is there.
  server = await connectAsync(broker.url, { reconnectPeriod: 0 });
  await waitFor(() => statuses().length > told);
  expect(isNow('disabled')).toBe(true);
  expect(pulls()).toBe(false);
  await say('ON');
  await waitFor(() => isNow('online'));
  await say('OFF');
  await waitFor(() => isNow('disabled'));
  await first.stop();
  expect(isNow('disabled')).toBe(true);

  const before = { statuses: statuses().length, features: payloads('features').length };
  const second = openAgent();
  await second.start(new AbortController().signal);
  await waitFor(() => statuses().length > before.statuses && isNow('disabled') && !pulls());
  await second.stop();
  expect(payloads('features').length).toBe(before.features);
});

/** A line to the broker on which every answer takes a while. */
async function openSlowLine(delay: number) {
  const server = createServer((near) => {
    const far = connect(broker.port, '127.0.0.1');
    near.on('data', (bytes) => far.write(bytes)).on('error', () => {});
    far.on('data', (bytes) => setTimeout(() => near.write(bytes), delay)).on('error', () => {});
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `mqtt://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

it('an agent that starts pulls nothing until it has heard how its cameras are switched', async () => {
  await say('OFF');
  const told = statuses().length;
  const line = await openSlowLine(200);
  const agent = openAgent(line.url);
  await agent.start(new AbortController().signal);
  let hasPulled = false;
  await waitFor(() => {
    hasPulled ||= pulls();
    return statuses().length > told && isNow('disabled');
  });
  await agent.stop();
  await line.close();
  expect(hasPulled).toBe(false);
});
