import { createTopics, parseNodeId, parseSiteId } from '@splitsight/wire';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { UplinkListener } from '../uplink.ts';
import { createNodeClock } from './node-clock.ts';

const hour = 3_600_000;
const start = Date.UTC(2026, 0, 1);

/** An agent's machine and a server, each with a clock that can be set; answers take 20 ms, and may be kept back. */
function openBench({ machine = start, server = start, linked = true, isOldServer = false } = {}) {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'], now: 0 });
  let wall = machine;
  let remote = server;
  let steady = machine;
  let isLinked = linked;
  let listener: UplinkListener | undefined;
  let isOld = isOldServer;
  const hear = (topic: string, payload: Uint8Array) => listener?.onMessage(topic, payload);
  const topics = createTopics();
  const warnings: string[] = [];
  const asked: string[] = [];
  const corrections: number[] = [];
  const place = { site: parseSiteId('home'), node: parseNodeId('pi-1') };
  const answerTopic = topics.format({ kind: 'node', ...place, leaf: 'time' });
  const clock = createNodeClock({
    ...place,
    topics,
    wall: { now: () => wall },
    steady: () => steady,
    onCorrected: (by) => void corrections.push(by),
    log: { info: () => {}, warn: (message) => void warnings.push(message) },
    uplink: {
      hear(one) {
        listener = one;
      },
      mention(topic, payload) {
        if (!isLinked) return false;
        asked.push(topic);
        const { id } = JSON.parse(payload);
        if (isOld) setTimeout(disconnect, 20);
        else
          setTimeout(() => {
            const answer = { id, received_at: remote - 10, answered_at: remote - 10 };
            hear(answerTopic, new TextEncoder().encode(JSON.stringify(answer)));
          }, 20);
        return true;
      },
    },
  });
  function disconnect(): void {
    isLinked = false;
    listener?.onDisconnected?.();
    setTimeout(() => {
      isLinked = true;
      listener?.onConnected?.();
    }, 250);
  }
  void clock.start(new AbortController().signal);
  onTestFinished(async () => {
    await clock.stop();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });
  return {
    clock,
    warnings,
    asked,
    corrections,
    say: (payload: string) => hear(answerTopic, new TextEncoder().encode(payload)),
    pass(by: number) {
      for (let left = by; left > 0; left -= 10) {
        wall += 10;
        remote += 10;
        steady += 10;
        vi.advanceTimersByTime(10);
      }
    },
    setMachine: (by: number) => {
      wall += by;
    },
    setServer: (by: number) => {
      remote += by;
    },
    link: (is: boolean) => {
      isLinked = is;
    },
    remote: () => remote,
    disconnect,
    renew: () => {
      isOld = false;
    },
  };
}

describe('the clock of an agent', () => {
  it('that agrees with the server shows the machine’s time, and that it is synced', () => {
    const { clock, pass, remote } = openBench();
    expect(clock.health()).toEqual({ state: 'free', offset_ms: null, error_ms: null, corrected_ms: 0 });
    pass(1000);
    expect(clock.health()).toMatchObject({ state: 'synced', offset_ms: 0, corrected_ms: 0 });
    expect(clock.health().error_ms).toBeLessThanOrEqual(12);
    expect(clock.now()).toBe(remote());
  });

  it('of a machine that starts in 1970 shows the server’s time after the first answer', () => {
    const { clock, pass, remote, warnings, corrections } = openBench({ machine: 0 });
    expect(clock.now()).toBe(0);
    pass(100);
    expect(Math.abs(clock.now() - remote())).toBeLessThanOrEqual(12);
    expect(clock.health()).toMatchObject({ state: 'synced', corrected_ms: expect.closeTo(start, -2) });
    expect(warnings).toEqual(['the clock of captures is moved']);
    pass(60_000);
    expect(corrections).toEqual([expect.closeTo(start, -2)]);
  });

  it.each([hour, -hour])('is not moved by a step of the machine’s clock by %d ms', (step) => {
    const { clock, pass, setMachine, remote } = openBench();
    pass(20_000);
    let before = clock.now();
    setMachine(step);
    for (let second = 0; second < 120; second++) {
      pass(1000);
      expect(clock.now()).toBeGreaterThanOrEqual(before);
      expect(Math.abs(clock.now() - remote())).toBeLessThanOrEqual(250);
      before = clock.now();
    }
    expect(clock.health()).toMatchObject({ offset_ms: expect.closeTo(-step, -2) });
  });

  it.each([hour, -hour])('follows a step of the server’s clock by %d ms within 17 s', (step) => {
    const { clock, pass, setServer, remote, corrections } = openBench();
    pass(60_000);
    setServer(step);
    pass(17_000);
    expect(Math.abs(clock.now() - remote())).toBeLessThanOrEqual(12);
    // What is sent by now was stamped by what was known then.
    expect(corrections).toEqual([]);
  });

  it('keeps the server’s time while the link is down and the machine’s clock is wrong', () => {
    const { clock, pass, link, setMachine, remote } = openBench();
    pass(5000);
    link(false);
    setMachine(-hour);
    pass(600_000);
    expect(Math.abs(clock.now() - remote())).toBeLessThanOrEqual(12);
    expect(clock.health().state).toBe('synced');
  });

  it('follows the machine’s clock while it knows nothing of the server’s', () => {
    const { clock, pass, setMachine, asked } = openBench({ linked: false });
    pass(50);
    setMachine(hour);
    pass(2000);
    expect(clock.now()).toBeGreaterThanOrEqual(start + hour);
    expect(clock.health()).toMatchObject({ state: 'free', offset_ms: null });
    expect(asked).toEqual([]);
  });

  it('asks four times in a row, then every 16 s', () => {
    const { pass, asked } = openBench();
    pass(8000);
    expect(asked).toHaveLength(4);
    pass(64_000);
    expect(asked).toHaveLength(8);
  });

  it('does not ask a server again and again that ends the connection over the question, and finds a new one', () => {
    const { clock, pass, asked, renew } = openBench({ isOldServer: true });
    pass(10_000);
    expect(asked).toHaveLength(3);
    pass(600_000);
    expect(asked).toHaveLength(4);
    renew();
    pass(600_000);
    expect(asked).toHaveLength(5);
    expect(clock.health()).toMatchObject({ state: 'synced' });
    pass(32_000);
    expect(asked.length).toBeGreaterThan(6);
  });

  it('asks on every connection of a server that answers, however often connections break', () => {
    const { pass, asked, disconnect } = openBench();
    for (let i = 0; i < 10; i++) {
      const before = asked.length;
      pass(1000);
      disconnect();
      pass(300);
      expect(asked.length).toBeGreaterThan(before);
    }
  });

  it('is not disturbed by answers that nobody asked for, or that are none', () => {
    const { clock, pass, say, remote, warnings } = openBench();
    pass(1000);
    say(JSON.stringify({ id: 99, received_at: 1, answered_at: 2 }));
    say(JSON.stringify({ id: 0, received_at: 1, answered_at: 2 }));
    // However many come, the log tells of it now and then.
    for (let i = 0; i < 500; i++) say('{"id": 1');
    expect(clock.now()).toBe(remote());
    expect(warnings).toHaveLength(1);
  });
});
