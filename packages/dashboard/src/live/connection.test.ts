import type { LiveMessage } from '@splitsight/wire';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { createFakeSite } from '../testing/fake-site.ts';
import { type LiveServer, openLiveServer } from '../testing/live-server.ts';
import type { ClockSample } from './clock-offset.ts';
import { type Connection, type ConnectionState, openConnection } from './connection.ts';

const site = createFakeSite({ cameras: 2 });
const hello = () => site.hello(1_000_000);
const opened: { close(): unknown }[] = [];

afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

async function serve(port?: number): Promise<LiveServer> {
  const server = await openLiveServer({ hello, clockAhead: 60_000, ...(port !== undefined && { port }) });
  opened.push(server);
  return server;
}

function connect(port: number) {
  const states: ConnectionState[] = [];
  const messages: LiveMessage[] = [];
  const pongs: ClockSample[] = [];
  let notUnderstood = 0;
  const connection: Connection = openConnection({
    url: `ws://127.0.0.1:${port}/api/v1/live`,
    WebSocket,
    now: Date.now,
    random: () => 0,
    schedule: { first: 20, max: 200, factor: 2, jitter: 0 },
    patience: { pingEvery: 20, answerWithin: 200, helloWithin: 400 },
    onState: (state) => states.push(state),
    onMessage: (message) => messages.push(message),
    onPong: (sample) => pongs.push(sample),
    onNotUnderstood: () => notUnderstood++,
  });
  opened.push(connection);
  const kinds = () => states.map((state) => state.kind);
  const reaches = (kind: ConnectionState['kind']) =>
    vi.waitFor(() => expect(states.at(-1)?.kind).toBe(kind), { timeout: 10_000, interval: 5 });
  return { connection, states, kinds, reaches, messages, pongs, notUnderstood: () => notUnderstood };
}

describe('the connection', () => {
  it('begins with the server’s hello', async () => {
    const server = await serve();
    const { kinds, messages, reaches } = connect(server.port);
    await reaches('connected');
    expect(kinds()).toEqual(['connecting', 'connected']);
    expect(messages[0]).toEqual(hello());
  });

  it('learns the server’s clock from pongs', async () => {
    const server = await serve();
    const { pongs } = connect(server.port);
    const sample = await vi.waitFor(() => {
      const [first] = pongs;
      if (!first) throw new Error('no pong yet');
      return first;
    });
    expect(sample.receivedAt).toBeGreaterThanOrEqual(sample.sentAt);
    expect(sample.serverTime - sample.sentAt).toBeGreaterThanOrEqual(60_000);
    expect(sample.serverTime - sample.receivedAt).toBeLessThanOrEqual(60_000);
  });

  it('counts what it does not understand, and goes on', async () => {
    const server = await serve();
    const { messages, notUnderstood, reaches } = connect(server.port);
    await reaches('connected');
    for (const garbage of ['', '{', '{"type":"hello"}', '{"type":"camera","camera":7}']) server.send(garbage);
    server.send(site.decisions(1_000_100));
    await vi.waitFor(() => expect(messages.at(-1)?.type).toBe('decisions'));
    expect(notUnderstood()).toBe(4);
  });

  it('comes back by itself when the server does, with a new hello', async () => {
    const server = await serve();
    const { states, messages, reaches } = connect(server.port);
    await reaches('connected');
    await server.close();
    await reaches('waiting');
    await vi.waitFor(() => expect(states.filter(({ kind }) => kind === 'connecting').length).toBeGreaterThan(3));
    expect(states.at(-1)).toMatchObject({ heardAt: expect.any(Number) });
    await serve(server.port);
    await reaches('connected');
    expect(messages.filter(({ type }) => type === 'hello')).toHaveLength(2);
  });

  it('waits longer after each failure, up to the ceiling', async () => {
    const server = await serve();
    await server.close();
    const { states } = connect(server.port);
    await vi.waitFor(() => expect(states.at(-1)).toMatchObject({ kind: 'waiting', failures: 6 }), { timeout: 10_000 });
    expect(states.filter(({ kind }) => kind === 'waiting').map((state) => 'heardAt' in state && state.heardAt)).toEqual(
      Array.from({ length: 6 }, () => null),
    );
  });

  it('gives up a server that no longer answers pings', async () => {
    const server = await serve();
    const { states, reaches } = connect(server.port);
    await reaches('connected');
    server.setDeaf(true);
    await vi.waitFor(() => expect(states.at(-1)?.kind).not.toBe('connected'), { timeout: 10_000 });
    server.setDeaf(false);
    await reaches('connected');
  });

  it('gives up a server that says no hello', async () => {
    const server = await serve();
    server.setDeaf(true);
    const { kinds, reaches } = connect(server.port);
    await reaches('waiting');
    expect(kinds()).toEqual(['connecting', 'waiting']);
  });

  it('tries at once when told to', async () => {
    const server = await serve();
    await server.close();
    const { connection, kinds, reaches } = connect(server.port);
    await reaches('waiting');
    const before = kinds().length;
    connection.retryNow();
    expect(kinds().slice(before)).toEqual(['connecting']);
    connection.retryNow();
    expect(kinds().slice(before)).toEqual(['connecting']);
  });

  it('is over once it is closed', async () => {
    const server = await serve();
    const { connection, kinds, reaches } = connect(server.port);
    await reaches('connected');
    connection.close();
    await vi.waitFor(() => expect(server.connections()).toBe(0));
    connection.retryNow();
    expect(kinds()).toEqual(['connecting', 'connected']);
  });
});
