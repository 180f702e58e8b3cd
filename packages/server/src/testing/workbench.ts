import { once } from 'node:events';
import { join } from 'node:path';
import { waitFor, writeTinyBackbone, writeTinyHead } from '@splitsight/testkit';
import { type LiveMessage, liveMessageSchema, parseJsonMessage } from '@splitsight/wire';
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import { afterEach, beforeEach } from 'vitest';
import { WebSocket } from 'ws';
import { createFrames, featuresTopic, type Sent } from './frames.ts';
import { eventsOf, type Heard } from './observe.ts';
import { type Folder, makeFolder, type RunningServer, runServer } from './run-server.ts';

/** A page of a test: what it was told, and how its connection ended. */
export interface WatchingPage {
  readonly socket: WebSocket;
  readonly messages: LiveMessage[];
  closedWith: number | undefined;
}

/** What a test of the whole server works with. Everything it opens is closed after each test. */
export interface Workbench {
  /** The test's own folder. */
  path(name: string): string;
  /** The folder of a tiny head that finds red. */
  head(): string;
  /** The bytes of the next feature message. */
  frame(sent: Sent): Buffer;
  /** Calls `cleanup` after the test; the last one first. */
  later(cleanup: () => unknown): void;
  start(overrides?: object, deps?: object): Promise<RunningServer>;
  connect(url: string, options?: IClientOptions): Promise<MqttClient>;
  send(client: MqttClient, sent: Sent): Promise<unknown>;
  subscribe(server: RunningServer, filter: string): Promise<Heard[]>;
  /** Opens the live WebSocket, with headers that say who does. */
  watch(server: RunningServer, headers?: Readonly<Record<string, string>>): Promise<WatchingPage>;
  /** Shows that the server still does its main job. */
  expectAlert(server: RunningServer): Promise<void>;
}

const rule = { off_delay_s: 0.5 };

/** Sets a workbench up before each test of the file that calls it. */
export function useWorkbench(): Workbench {
  let folder: Folder;
  let frame: Workbench['frame'];
  const cleanups: (() => unknown)[] = [];

  beforeEach(() => {
    folder = makeFolder();
    const backbone = join(folder.path, 'backbone');
    frame = createFrames(writeTinyBackbone(backbone).fingerprint);
    writeTinyHead(bench.head(), backbone);
  });

  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
    folder.remove();
  });

  const bench: Workbench = {
    path: (name) => join(folder.path, name),
    head: () => join(folder.path, 'head'),
    frame: (sent) => frame(sent),
    later: (cleanup) => cleanups.push(cleanup),
    async start(overrides = {}, deps = {}) {
      const server = await runServer(folder.path, { heads: [{ model: bench.head(), rule }], ...overrides }, deps);
      cleanups.push(() => server.stop());
      return server;
    },
    async connect(url, options = {}) {
      const client = await connectAsync(url, { reconnectPeriod: 0, ...options });
      client.on('error', () => {});
      cleanups.push(() => client.endAsync(true));
      return client;
    },
    send: (client, sent) => client.publishAsync(featuresTopic, frame(sent), { qos: 1 }),
    async subscribe(server, filter) {
      const client = await bench.connect(server.mqtt);
      const heard: Heard[] = [];
      client.on('message', (topic, payload, { retain }) => heard.push({ topic, text: payload.toString(), retain }));
      await client.subscribeAsync(filter, { qos: 1 });
      return heard;
    },
    async watch(server, headers = {}) {
      const socket = new WebSocket(`${server.http.replace('http', 'ws')}/api/v1/live`, { headers });
      const page: WatchingPage = { socket, messages: [], closedWith: undefined };
      socket.on('message', (data) => page.messages.push(parseJsonMessage(liveMessageSchema, data.toString())));
      socket.on('close', (code) => {
        page.closedWith = code;
      });
      cleanups.push(() => socket.terminate());
      await once(socket, 'open');
      await waitFor(() => page.messages.length > 0);
      return page;
    },
    async expectAlert(server) {
      const desk = await bench.subscribe(server, 'splitsight/v1/yard/alerts');
      await bench.send(await bench.connect(server.mqtt), { red: 255 });
      await waitFor(() => eventsOf(desk).some(({ type }) => type === 'new'));
    },
  };
  return bench;
}
