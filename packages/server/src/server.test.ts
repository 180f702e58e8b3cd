import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { waitFor, writeTinyBackbone, writeTinyHead } from '@splitsight/testkit';
import {
  type AlertEvent,
  alertEventSchema,
  type BootId,
  type CameraId,
  createTopics,
  encodeFeatureMessage,
  type Fingerprint,
  type LiveMessage,
  liveMessageSchema,
  parseJsonMessage,
  type RegionKind,
  type SiteId,
  wholeFrame,
} from '@splitsight/wire';
import { connectAsync, type MqttClient } from 'mqtt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type Folder, makeFolder, type RunningServer, runServer } from './testing/run-server.ts';

const topics = createTopics();
const site = 'yard' as SiteId;
const camera = 'gate' as CameraId;
const features = topics.format({ kind: 'camera', site, camera, leaf: 'features' });

let folder: Folder;
let fingerprint: Fingerprint;
let head: string;
const cleanups: (() => Promise<unknown> | unknown)[] = [];

beforeEach(() => {
  folder = makeFolder();
  const backbone = join(folder.path, 'backbone');
  head = join(folder.path, 'head');
  fingerprint = writeTinyBackbone(backbone).fingerprint;
  writeTinyHead(head, backbone);
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  folder.remove();
});

const rule = { instant: 0.9, threshold: 0.5, clear: 0.3, off_delay_s: 0.5 };

async function start(overrides: object = {}): Promise<RunningServer> {
  const server = await runServer(folder.path, { heads: [{ model: head, rule }], ...overrides });
  cleanups.push(() => server.stop());
  return server;
}

async function connect(url: string): Promise<MqttClient> {
  const client = await connectAsync(url, { reconnectPeriod: 0 });
  cleanups.push(() => client.endAsync(true));
  return client;
}

let sequence = 0;
interface Sent {
  readonly red: number;
  readonly capturedAt?: number;
  readonly kind?: RegionKind;
  readonly from?: Fingerprint;
}

/** A frame whose tiny head's score is near 0 for no red, and near 1 for 255. */
function message({ red, capturedAt = Date.now(), kind = 'global', from = fingerprint }: Sent): Buffer {
  const vector = new Uint8Array(8);
  vector[7] = red;
  const bytes = encodeFeatureMessage({
    bootId: '00112233aabbccdd' as BootId,
    sequence: sequence++,
    capturedAt,
    fingerprint: from,
    codec: 'u8',
    regions: [{ kind, box: wholeFrame, vector }],
  });
  return Buffer.from(bytes);
}

const send = (client: MqttClient, sent: Sent) => client.publishAsync(features, message(sent), { qos: 1 });

async function subscribe(
  client: MqttClient,
  filter: string,
): Promise<{ topic: string; text: string; retain: boolean }[]> {
  const received: { topic: string; text: string; retain: boolean }[] = [];
  client.on('message', (topic, payload, { retain }) => received.push({ topic, text: payload.toString(), retain }));
  await client.subscribeAsync(filter, { qos: 1 });
  return received;
}

async function watch(server: RunningServer): Promise<LiveMessage[]> {
  const messages: LiveMessage[] = [];
  const socket = new WebSocket(`${server.http.replace('http', 'ws')}/api/v1/live`);
  socket.on('message', (data) => messages.push(parseJsonMessage(liveMessageSchema, data.toString())));
  cleanups.push(() => socket.terminate());
  await waitFor(() => messages.length > 0);
  return messages;
}

const eventsOf = (texts: readonly { text: string }[]): AlertEvent[] =>
  texts.map(({ text }) => parseJsonMessage(alertEventSchema, text));

describe('the server', () => {
  it('raises an alert on MQTT, on the WebSocket and in the API, and ends it', async () => {
    const server = await start();
    const agent = await connect(server.mqtt);
    const desk = await subscribe(await connect(server.mqtt), 'splitsight/v1/yard/alerts');
    const home = await subscribe(await connect(server.mqtt), 'splitsight/v1/yard/alert/gate/fire');
    const live = await watch(server);

    await send(agent, { red: 0 });
    await waitFor(() => home.length === 1);
    await send(agent, { red: 255 });
    await waitFor(() => desk.length === 1);
    const [raised] = eventsOf(desk);
    expect(raised).toMatchObject({ type: 'new', before: null, after: { site, camera, head: 'fire', state: 'active' } });
    expect(raised?.after.score).toBeGreaterThan(0.99);
    const shown = await waitFor(() => live.find((one) => one.type === 'alert'));
    expect(shown.event).toEqual(raised);
    await waitFor(() => live.some((one) => one.type === 'decisions' && one.items.length > 0));

    await waitFor(() => desk.length === 2);
    expect(eventsOf(desk)[1]).toMatchObject({ type: 'end', after: { id: raised?.after.id, state: 'ended' } });
    expect(home.map(({ text }) => text)).toEqual(['OFF', 'ON', 'OFF']);
    const answer = await fetch(`${server.http}/api/v1/alerts?camera=gate`);
    expect(await answer.json()).toMatchObject({
      alerts: [{ id: raised?.after.id, state: 'ended' }],
      next_before: null,
    });
    const cameras = await fetch(`${server.http}/api/v1/cameras`);
    expect(await cameras.json()).toMatchObject({ cameras: [{ camera, state: 'unknown', reason: null }] });
  });

  it('is heard by Debian’s mosquitto_sub', async ({ skip }) => {
    if (spawnSync('mosquitto_sub', ['--help']).error) skip('mosquitto-clients is not installed');
    const server = await start();
    const agent = await connect(server.mqtt);
    const listener = spawn('stdbuf', [
      '-oL',
      'mosquitto_sub',
      '-p',
      String(server.port),
      '-t',
      'splitsight/v1/+/alerts',
      '-C',
      '1',
      '-W',
      '20',
      '-d',
    ]);
    let output = '';
    listener.stdout.on('data', (data) => {
      output += data;
    });
    cleanups.push(() => listener.kill());
    await waitFor(() => output.includes('Subscribed'));
    await send(agent, { red: 255 });
    await waitFor(() => output.includes('"type":"new"'));
  });
});
