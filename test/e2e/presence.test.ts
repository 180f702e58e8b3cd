import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server, serverConfigSchema } from '@splitsight/server';
import { fetchOnce, waitFor } from '@splitsight/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { brokerSchema } from '../../packages/edge/src/config/broker.ts';
import { spoolSchema } from '../../packages/edge/src/config/spool.ts';
import { createUplink, type Uplink } from '../../packages/edge/src/uplink.ts';

const quiet = () => {};
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const site = 'splitsight/v1/yard';

let folder: string;
let server: Server | undefined;
let ports = { http: 0, mqtt: 0 };
const agents = new Map<string, Uplink>();
const all: Uplink[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'splitsight-presence-'));
  ports = { http: 0, mqtt: 0 };
});

afterEach(async () => {
  await Promise.all(all.splice(0).map((agent) => agent.stop()));
  agents.clear();
  await server?.stop();
  server = undefined;
  rmSync(folder, { recursive: true });
});

async function startServer(): Promise<void> {
  const config = serverConfigSchema.parse({
    store: { path: join(folder, 'test.db') },
    heads: [],
    backbones: [],
    mqtt: { port: ports.mqtt },
    http: { port: ports.http, login: 'off' },
  });
  server = createServer(config, { log, page: join(folder, 'no-page') });
  await server.start(new AbortController().signal);
  const { http, mqtt } = server.addresses();
  ports = { http: http.port, mqtt: mqtt.port };
}

async function stopServer(): Promise<void> {
  await server?.stop();
  server = undefined;
}

function uplinkOf(node: string, clientId: string): Uplink {
  const uplink = createUplink({
    broker: brokerSchema.parse({ url: `mqtt://127.0.0.1:${ports.mqtt}` }),
    spool: { ...spoolSchema.parse({}), enabled: false },
    ...{ clientId, statusTopic: `${site}/node/${node}/status`, log },
  });
  all.push(uplink);
  return uplink;
}

/** An agent that watches cameras of its own, as the real one speaks. */
async function startAgent(node: string, cameras = [`${node}-1`], clientId = node): Promise<Uplink> {
  const uplink = uplinkOf(node, clientId);
  for (const camera of cameras) {
    uplink.retain(`${site}/cam/${camera}/status`, JSON.stringify({ state: 'online', since: 1, node }));
  }
  const about = {
    version: '1',
    started_at: Date.now(),
    fingerprint: '0011223344556677',
    codec: 'u8',
    config_hash: 'x',
  };
  const info = { ...about, cameras: cameras.map((id) => ({ id, name: id })) };
  uplink.retain(`${site}/node/${node}/info`, JSON.stringify(info));
  await uplink.start(new AbortController().signal);
  agents.set(clientId, uplink);
  return uplink;
}

async function stopAgent(id: string): Promise<void> {
  await agents.get(id)?.stop();
  agents.delete(id);
}

interface Shown {
  readonly cameras: readonly { readonly camera: string; readonly state: string; readonly reason: string | null }[];
  readonly nodes: readonly { readonly node: string; readonly status: string; readonly trouble?: string }[];
}

async function shown(): Promise<Shown> {
  const ask = async (what: string) => (await fetchOnce(`http://127.0.0.1:${ports.http}/api/v1/${what}`)).json();
  return { ...(await ask('cameras')), ...(await ask('nodes')) };
}

/** The state of every node and camera, in one line. */
async function states(): Promise<string> {
  const { cameras, nodes } = await shown();
  const all = [
    ...nodes.map((one) => `${one.node} ${one.status}`),
    ...cameras.map((one) => `${one.camera} ${one.state}`),
  ];
  return all.sort((one, other) => one.localeCompare(other)).join(', ');
}

const allThere = 'a online, a-1 online, b online, b-1 online';
const steps = ['server', 'a', 'b'] as const;
type Step = (typeof steps)[number];

function orders(left: readonly Step[]): Step[][] {
  return left.length === 0
    ? [[]]
    : left.flatMap((one) => orders(left.filter((other) => other !== one)).map((rest) => [one, ...rest]));
}

const restart: Readonly<Record<Step, { stop(): Promise<void>; start(): Promise<unknown> }>> = {
  server: { stop: stopServer, start: startServer },
  a: { stop: () => stopAgent('a'), start: () => startAgent('a') },
  b: { stop: () => stopAgent('b'), start: () => startAgent('b') },
};

describe('who is there', () => {
  it('is right after server and agents are stopped and started in every order', async () => {
    await startServer();
    await Promise.all([startAgent('a'), startAgent('b')]);
    await waitFor(async () => (await states()) === allThere);
    for (const [index, stopping] of orders(steps).entries()) {
      // Each order of stopping with another one of starting; six pairs touch every order of each.
      const starting = orders(steps)[(index * 5 + 2) % 6] ?? [];
      for (const step of stopping) await restart[step].stop();
      for (const step of starting) await restart[step].start();
      await waitFor(async () => (await states()) === allThere);
    }
    for (const order of orders(steps)) {
      for (const step of order) {
        await restart[step].stop();
        await restart[step].start();
      }
      await waitFor(async () => (await states()) === allThere);
    }
    await stopAgent('a');
    await waitFor(async () => (await states()) === 'a stopped, a-1 stopped, b online, b-1 online');
  });

  it('survives the will of a connection that another one took the place of', async () => {
    await startServer();
    await startAgent('a');
    await waitFor(async () => (await states()) === 'a online, a-1 online');
    const old = await startAgent('a', ['a-1'], 'a-before');
    const will = uplinkOf('ghost', 'ghost');
    const said: string[] = [];
    will.hear({ filters: [`${site}/node/a/status`], onMessage: (_, word) => void said.push(String(word)) });
    await will.start(new AbortController().signal);
    await waitFor(() => said.includes('online'));
    will.retain(`${site}/node/a/status`, 'offline');
    await waitFor(() => said.includes('offline'));
    await waitFor(async () => (await states()).includes('a online, a-1 online'));
    await old.stop();
    await waitFor(async () => (await states()).includes('a online, a-1 online'));
  });

  it('says when two agents go by one name, and which cameras a node has no longer', async () => {
    await startServer();
    await startAgent('a', ['a-1', 'a-2']);
    await waitFor(async () => (await states()) === 'a online, a-1 online, a-2 online');
    await stopAgent('a');
    await startAgent('a', ['a-1']);
    await waitFor(async () => (await states()) === 'a online, a-1 online');
    const retained = new Set<string>();
    const ear = uplinkOf('ear', 'ear');
    ear.hear({
      filters: [`${site}/cam/+/status`],
      onMessage: (topic, { length }) => void (length > 0 ? retained.add(topic) : retained.delete(topic)),
    });
    await ear.start(new AbortController().signal);
    await waitFor(() => retained.size > 0);
    await expect.poll(() => [...retained]).toEqual([`${site}/cam/a-1/status`]);
    // The same client id: they push each other off the broker.
    await startAgent('a', ['a-1'], 'a');
    await waitFor(async () => /^NODE_TWICE/.test((await shown()).nodes[0]?.trouble ?? ''), { timeout: 90_000 });
  });
});
