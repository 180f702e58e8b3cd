import type { LiveMessage } from '@splitsight/wire';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { createFakeSite } from '../testing/fake-site.ts';
import { type LiveServer, openLiveServer } from '../testing/live-server.ts';
import type { ClockSample } from './clock-offset.ts';
import { type Connection, type ConnectionState, openConnection, type Socket } from './connection.ts';

const site = createFakeSite({ cameras: 2 });
const hello = () => site.hello(1_000_000);
const opened: { close(): unknown }[] = [];

afterEach(async () => {
  vi.useRealTimers();
  for (const one of opened.splice(0).reverse()) await one.close();
});

async function serve(port?: number): Promise<LiveServer> {
  const server = await openLiveServer({ hello, clockAhead: 60_000, ...(port !== undefined && { port }) });
  opened.push(server);
  return server;
}

/** It waits longer for an answer than this process ever stands still, but where waiting is what a test is about. */
function connect(port: number, { patience = 10_000, firstWait = 20 } = {}) {
  const states: ConnectionState[] = [];
  const messages: LiveMessage[] = [];
  const pongs: ClockSample[] = [];
  let notUnderstood = 0;
  const connection: Connection = openConnection({
    url: `ws://127.0.0.1:${port}/api/v1/live`,
    WebSocket,
    now: Date.now,
    random: () => 0,
    schedule: { first: firstWait, max: firstWait * 10, factor: 2, jitter: 0 },
    patience: { pingEvery: 20, answerWithin: patience, helloWithin: patience },
    onState: (state) => states.push(state),
    onMessage: (message) => messages.push(message),
    onPong: (sample) => pongs.push(sample),
    onNotUnderstood: () => notUnderstood++,
  });
  opened.push(connection);
  const kinds = () => states.map((state) => state.kind);
  const reaches = (kind: ConnectionState['kind']) => expect.poll(() => states.at(-1)?.kind, { interval: 5 }).toBe(kind);
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
    await expect.poll(() => pongs.length).toBeGreaterThan(0);
    const [sample] = pongs;
    if (!sample) throw new Error('no pong');
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
    await expect.poll(() => messages.at(-1)?.type).toBe('decisions');
    expect(notUnderstood()).toBe(4);
  });

  it('comes back by itself when the server does, with a new hello', async () => {
    const server = await serve();
    const { states, messages, reaches } = connect(server.port);
    await reaches('connected');
    await server.close();
    await reaches('waiting');
    await expect.poll(() => states.filter(({ kind }) => kind === 'connecting').length).toBeGreaterThan(3);
    expect(states.at(-1)).toMatchObject({ heardAt: expect.any(Number) });
    await serve(server.port);
    await reaches('connected');
    expect(messages.filter(({ type }) => type === 'hello')).toHaveLength(2);
  });

  it('waits longer after each failure, up to the ceiling', async () => {
    const server = await serve();
    await server.close();
    const { states } = connect(server.port);
    const waits = () => states.filter((state) => state.kind === 'waiting');
    await expect.poll(() => waits().length).toBeGreaterThanOrEqual(6);
    expect(waits().slice(0, 6)).toMatchObject([1, 2, 3, 4, 5, 6].map((failures) => ({ failures, heardAt: null })));
  });

  it('gives up a server that no longer answers pings', async () => {
    const server = await serve();
    const { states, reaches } = connect(server.port, { patience: 200 });
    await reaches('connected');
    server.setDeaf(true);
    await expect.poll(() => states.at(-1)?.kind, { interval: 5 }).not.toBe('connected');
    server.setDeaf(false);
    await reaches('connected');
  });

  it('gives up a server that says no hello', async () => {
    const server = await serve();
    server.setDeaf(true);
    const { kinds, reaches } = connect(server.port, { patience: 400 });
    await reaches('waiting');
    expect(kinds().slice(0, 2)).toEqual(['connecting', 'waiting']);
  });

  it('tries at once when told to', async () => {
    const server = await serve();
    await server.close();
    // By itself it would try in an hour.
    const { connection, kinds, reaches } = connect(server.port, { firstWait: 3_600_000 });
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
    await expect.poll(() => server.connections()).toBe(0);
    connection.retryNow();
    expect(kinds()).toEqual(['connecting', 'connected']);
  });
});

/** A connection whose socket and clock move when the test says so. */
function connectByHand() {
  const heard = new Map<string, (event: { readonly data: unknown }) => void>();
  class HandSocket implements Socket {
    send() {}
    close() {}
    addEventListener(type: string, listener: (event: { readonly data: unknown }) => void) {
      heard.set(type, listener);
    }
  }
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] });
  let at = 0;
  let state: ConnectionState['kind'] = 'connecting';
  const connection = openConnection({
    ...{ url: 'ws://nowhere', WebSocket: HandSocket, now: () => at, random: () => 0 },
    patience: { pingEvery: 1000, answerWithin: 4000, helloWithin: 10_000 },
    onState: ({ kind }) => {
      state = kind;
    },
    ...{ onMessage: () => {}, onPong: () => {}, onNotUnderstood: () => {} },
  });
  opened.push(connection);
  return {
    state: () => state,
    open: () => heard.get('open')?.({ data: undefined }),
    say: (message: LiveMessage) => heard.get('message')?.({ data: JSON.stringify(message) }),
    /** Seconds go by; the timers of a page that stands still run once when it goes on. */
    pass(seconds: number, standing = false) {
      for (let second = 1; second <= seconds; second++) {
        at += 1000;
        if (!standing || second === seconds) vi.advanceTimersByTime(1000);
      }
    },
  };
}

describe('a page that stood still', () => {
  const pong: LiveMessage = { type: 'pong', t: 0, server_time: 0 };

  it('reads what came meanwhile before it gives the server up', () => {
    const { state, open, say, pass } = connectByHand();
    open();
    pass(20, true);
    say(hello());
    expect(state()).toBe('connected');
    pass(1);
    pass(60, true);
    say(pong);
    pass(4);
    expect(state()).toBe('connected');
    pass(1);
    expect(state()).toBe('waiting');
  });

  it('gives up a server of which nothing came, however slow its own timers are', () => {
    const { state, open, say, pass } = connectByHand();
    open();
    say(hello());
    pass(60, true);
    pass(60, true);
    expect(state()).toBe('connected');
    pass(60, true);
    expect(state()).toBe('waiting');
  });
});
