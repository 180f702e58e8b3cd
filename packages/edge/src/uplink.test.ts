import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sleep } from '@splitsight/kernel';
import type { LogFields, Logger } from '@splitsight/kernel/node';
import { type BrokerOptions, calmTimeOf, openBroker, type TestBroker, waitFor } from '@splitsight/testkit';
import { afterEach, describe, expect, test } from 'vitest';
import { type BrokerConfig, brokerSchema } from './config/broker.ts';
import { type SpoolConfig, spoolSchema } from './config/spool.ts';
import { createUplink, type Uplink } from './uplink.ts';

const open: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing.stop();
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'splitsight-uplink-'));
  open.unshift({ stop: () => Promise.resolve(rmSync(path, { recursive: true })) });
  return path;
}

async function startBroker(options?: BrokerOptions): Promise<TestBroker> {
  const broker = await openBroker(options);
  open.push({ stop: broker.close });
  return broker;
}

async function startUplink(
  url: string,
  config: Partial<BrokerConfig> = {},
  spool: Partial<SpoolConfig> = { enabled: false },
): Promise<{ uplink: Uplink; lines: string[] }> {
  const lines: string[] = [];
  const write = (message: string, fields?: LogFields) => void lines.push(message + JSON.stringify(fields ?? {}));
  const log: Logger = { debug: write, info: write, warn: write, error: write };
  const broker = { ...brokerSchema.parse({ url }), ...config };
  const uplink = createUplink({
    broker,
    spool: { ...spoolSchema.parse({}), ...spool },
    clientId: 'edge-1',
    statusTopic: 'x/status',
    log,
  });
  open.push(uplink);
  await uplink.start(new AbortController().signal);
  return { uplink, lines };
}

const text = (payload: Uint8Array) => Buffer.from(payload).toString();
const said = (broker: TestBroker, topic: string) =>
  broker.messages.filter((message) => message.topic === topic).map(({ payload }) => text(payload));
const payload = (value: string) => new Uint8Array(Buffer.from(value));

describe('the uplink', () => {
  test('says online and every retained word on every connect', async () => {
    const broker = await startBroker();
    const { uplink } = await startUplink(broker.url);
    uplink.retain('x/cam', 'starting');
    await waitFor(() => said(broker, 'x/status').length === 1);
    uplink.retain('x/cam', 'online');
    await waitFor(() => said(broker, 'x/cam').at(-1) === 'online');
    for (let round = 2; round <= 3; round++) {
      await broker.stop();
      await broker.start();
      const online = () => said(broker, 'x/status').filter((word) => word === 'online').length;
      await waitFor(() => online() === round && said(broker, 'x/cam').length >= round + 1);
    }
    // The broker says "offline" for it, as it asked, when the connection breaks.
    expect(said(broker, 'x/status')).toEqual(['online', 'offline', 'online', 'offline', 'online']);
    expect(said(broker, 'x/cam').at(-1)).toBe('online');
    expect(broker.messages.every(({ qos, retain }) => qos === 1 && retain)).toBe(true);
  });

  test('brings every message in order through restarts of the broker', async () => {
    const broker = await startBroker();
    const { uplink } = await startUplink(broker.url);
    let done = 0;
    for (let i = 0; i < 600; i++) {
      uplink.publish('x/features', payload(String(i)), () => done++);
      if (i === 200) await waitFor(() => done > 50);
      if (i === 200 || i === 400) await broker.stop();
      if (i === 300 || i === 500) {
        await broker.start();
        await waitFor(() => uplink.state().connected);
      }
    }
    await waitFor(() => uplink.state().waiting === 0);
    expect(done).toBe(600);
    // What was on its way when the broker went may come twice; its first coming is in order.
    const firsts = [...new Set(said(broker, 'x/features'))];
    expect(firsts).toEqual(Array.from({ length: 600 }, (_, i) => String(i)));
  });

  test('keeps the newest messages while the broker is away, and counts the others', async () => {
    const broker = await startBroker();
    await broker.stop();
    const { uplink, lines } = await startUplink(broker.url, { max_waiting: 10 });
    for (let i = 0; i < 25; i++) uplink.publish('x/features', payload(String(i)));
    uplink.mention('x/health', 'worth nothing later');
    expect(uplink.state()).toMatchObject({ connected: false, waiting: 10, dropped: { link_full: 15 } });
    await waitFor(() => lines.some((line) => line.startsWith('UPLINK_UNREACHABLE')));
    await broker.start();
    await waitFor(() => uplink.state().waiting === 0);
    expect(said(broker, 'x/features')).toEqual(Array.from({ length: 10 }, (_, i) => String(i + 15)));
    expect(said(broker, 'x/health')).toEqual([]);
  });

  test('says stopped when it is stopped, after all that waited', async () => {
    const broker = await startBroker();
    const { uplink } = await startUplink(broker.url);
    await waitFor(() => uplink.state().connected);
    uplink.publish('x/features', payload('last'));
    await Promise.all([uplink.stop(), uplink.stop()]);
    await waitFor(() => broker.clients().length === 0);
    expect(broker.messages.slice(-2).map(({ topic, payload }) => [topic, text(payload)])).toEqual([
      ['x/features', 'last'],
      ['x/status', 'stopped'],
    ]);
  });

  test('says stopped last though what is on its way is not acknowledged', async () => {
    // As a server does whose database is full: what cameras saw is not acknowledged, all else is.
    const broker = await startBroker({ judge: (topic) => (topic === 'x/features' ? 'ignore' : 'take') });
    const { uplink } = await startUplink(broker.url, {}, { path: join(folder(), 'spool.db'), after_s: 0 });
    await waitFor(() => uplink.state().connected);
    for (let i = 0; i < 100; i++) uplink.publish('x/features', payload(String(i)));
    await waitFor(() => uplink.state().spool?.messages === 100);
    await Promise.all([uplink.stop(), uplink.stop()]);
    await waitFor(() => broker.clients().length === 0);
    await sleep(50);
    expect(said(broker, 'x/status')).toEqual(['online', 'stopped']);
  });

  test('goes on sending to a broker that reads and does not acknowledge', async () => {
    const heard: string[] = [];
    const judge = (topic: string) => (topic === 'x/features' && heard.push(topic) ? 'ignore' : 'take');
    const broker = await startBroker({ judge });
    const { uplink } = await startUplink(broker.url, {}, { path: join(folder(), 'spool.db'), after_s: 0 });
    await waitFor(() => uplink.state().connected);
    for (let made = 0; made < 120; made += 40) {
      for (let i = 0; i < 40; i++) uplink.publish('x/features', payload(String(made + i)));
      await waitFor(() => uplink.state().spool?.messages === made + 40);
    }
    await waitFor(() => heard.length === 120);
    await uplink.stop();
  });

  test('stops quickly while the broker is away', async () => {
    const broker = await startBroker();
    await broker.stop();
    const { uplink } = await startUplink(broker.url);
    uplink.publish('x/features', payload('never'));
    expect(await calmTimeOf(uplink.stop)).toBeLessThan(1_000);
  });

  test('logs in with a password from a file; with a wrong one it says so, without it, and keeps trying', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'splitsight-uplink-'));
    const file = join(folder, 'password');
    writeFileSync(file, 'p@ss word\n');
    const broker = await startBroker({ user: 'edge', password: 'p@ss word' });
    const { uplink } = await startUplink(broker.url, { username: 'edge', password_file: file });
    await waitFor(() => uplink.state().connected);
    await uplink.stop();
    const wrong = await startUplink(broker.url, { username: 'edge', password: 'wr0ng' });
    await waitFor(() => wrong.lines.length > 0);
    expect(wrong.lines[0]).toContain('UPLINK_REFUSED');
    expect(wrong.lines.join()).not.toContain('wr0ng');
    const missing = startUplink(broker.url, { password_file: join(folder, 'missing') });
    await expect(missing).rejects.toMatchObject({ code: 'UPLINK_PASSWORD_FILE' });
    rmSync(folder, { recursive: true });
  });

  test('tells what keeps it from the broker each time that it is something else', async () => {
    const broker = await startBroker();
    await broker.stop();
    const { lines } = await startUplink(broker.url);
    await waitFor(() => lines.some((line) => line.startsWith('UPLINK_UNREACHABLE')));
    await startBroker({ user: 'edge', password: 'secret', port: broker.port });
    await waitFor(() => lines.some((line) => line.startsWith('UPLINK_REFUSED')));
    expect(lines.filter((line) => line.startsWith('UPLINK_UNREACHABLE'))).toHaveLength(1);
  });

  test('waits longer and longer when every connection is ended at once', async () => {
    const broker = await startBroker({ judge: () => 'disconnect' });
    const { lines } = await startUplink(broker.url);
    const connections = () => lines.filter((line) => line.startsWith('connected')).length;
    await waitFor(() => connections() > 2);
    const before = connections();
    await sleep(2_500);
    expect(connections() - before).toBeLessThanOrEqual(4);
  });

  test('messages of a broker that is away lie on disk, and are sent when it is back', async () => {
    const path = join(folder(), 'spool.db');
    const broker = await startBroker();
    await broker.stop();
    const { uplink } = await startUplink(broker.url, {}, { path, after_s: 0 });
    for (let i = 0; i < 200; i++) uplink.publish('x/features', payload(String(i)));
    await waitFor(() => uplink.state().spool?.messages === 200);
    expect(uplink.state()).toMatchObject({ waiting: 0, dropped: {}, spool: { state: 'ok', written: 200, sent: 0 } });
    await broker.start();
    await waitFor(() => uplink.state().spool?.messages === 0);
    expect(said(broker, 'x/features')).toEqual(Array.from({ length: 200 }, (_, i) => String(i)));
    expect(uplink.state().spool).toMatchObject({ sent: 200, dropped: {}, oldest_at: null });
  });

  test('what has not arrived at the stop is sent by the next run', async () => {
    const path = join(folder(), 'spool.db');
    const broker = await startBroker();
    await broker.stop();
    const first = await startUplink(broker.url, {}, { path });
    for (let i = 0; i < 500; i++) first.uplink.publish('x/features', payload(String(i)));
    first.uplink.answer('x/picture', payload('worth little later'));
    await first.uplink.stop();
    expect(first.lines.at(-1)).toBe('messages that did not arrive are lost{"messages":1}');
    await broker.start();
    const { uplink } = await startUplink(broker.url, {}, { path });
    expect(uplink.state().spool?.messages).toBe(500);
    await waitFor(() => uplink.state().spool?.messages === 0);
    expect(said(broker, 'x/features')).toEqual(Array.from({ length: 500 }, (_, i) => String(i)));
    expect(said(broker, 'x/picture')).toEqual([]);
  });

  test('while all is well nothing is written', async () => {
    const broker = await startBroker();
    // Half a minute without an acknowledgement is not well, whatever else the machine has to do.
    const { uplink } = await startUplink(broker.url, {}, { path: join(folder(), 'spool.db'), after_s: 30 });
    await waitFor(() => uplink.state().connected);
    for (let i = 0; i < 300; i++) uplink.publish('x/features', payload(String(i)));
    await waitFor(() => said(broker, 'x/features').length === 300 && uplink.state().waiting === 0);
    expect(uplink.state().spool).toMatchObject({ state: 'ok', written: 0, messages: 0 });
  });

  test('a link that dies without a word is noticed, and used again within 5 s of its return', async () => {
    const broker = await startBroker();
    const relay = await openRelay(broker.port);
    open.push({ stop: relay.close });
    const config = { path: join(folder(), 'spool.db'), after_s: 0 };
    const { uplink } = await startUplink(relay.url, { keepalive_s: 1 }, config);
    await waitFor(() => uplink.state().connected);
    relay.swallow(true);
    for (let i = 0; i < 100; i++) uplink.publish('x/features', payload(String(i)));
    await waitFor(() => !uplink.state().connected && uplink.state().spool?.messages === 100);
    // The next try is under way, and nobody answers it either.
    await sleep(500);
    relay.swallow(false);
    relay.cut();
    const back = () => waitFor(() => uplink.state().spool?.messages === 0);
    expect(await calmTimeOf(back)).toBeLessThan(5_000);
    expect([...new Set(said(broker, 'x/features'))]).toEqual(Array.from({ length: 100 }, (_, i) => String(i)));
    await waitFor(() => said(broker, 'x/status').at(-1) === 'online');
  });
});

/** A line to a port of this machine that can lose all that goes over it, without a word to either side. */
async function openRelay(port: number) {
  const sockets = new Set<Socket>();
  let isSwallowing = false;
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (bytes) => isSwallowing || to.write(bytes));
      from.on('error', () => {});
      from.on('close', () => {
        sockets.delete(from);
        if (!isSwallowing) to.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: addressOf(server),
    swallow(on: boolean) {
      isSwallowing = on;
    },
    cut,
    close() {
      cut();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function addressOf(server: Server): string {
  const address = server.address();
  return `mqtt://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}
