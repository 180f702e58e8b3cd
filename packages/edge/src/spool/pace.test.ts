import type { Millis } from '@splitsight/kernel';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { leastWindow, maxInFlight, mostWindow, type Pace, paceAfter, roomFor, slack, startPace } from './pace.ts';

const quiet = { waiting: 0, inFlight: 0, replayed: 0 };

describe('the pace of spooled messages', () => {
  test('none is sent while a fresh one waits', () => {
    const { room } = roomFor({ ...startPace(0), window: 32, credit: 25 }, { ...quiet, waiting: 1 }, 500, 1000);
    expect(room).toBe(0);
  });

  test('the window grows while acknowledgements are quick, and halves once for all that were late', () => {
    let pace = startPace(0);
    const slow = { took: 400, wasAlone: false };
    for (let i = 0; i < 600; i++) pace = paceAfter(pace, { took: 10, wasAlone: i === 0 }, i);
    expect(pace.window).toBe(mostWindow);
    for (let i = 0; i < 20; i++) pace = paceAfter(pace, slow, 1000 + i);
    expect(pace.window).toBe(mostWindow / 2);
    for (let i = 0; i < 20; i++) pace = paceAfter(pace, slow, 2000 + 1000 * i);
    expect(pace.window).toBeGreaterThanOrEqual(leastWindow);
    expect(pace.window).toBeLessThan(4);
  });

  test('a link that has become slower for good is not taken for a full one for ever', () => {
    let pace = startPace(0);
    for (let i = 0; i < 100; i++) pace = paceAfter(pace, { took: 5, wasAlone: false }, i);
    for (let i = 0; i < 400; i++) pace = paceAfter(pace, { took: 600, wasAlone: i % 10 === 9 }, 10_000 + i * 300);
    expect(pace.window).toBeGreaterThan(leastWindow);
  });

  test('whatever comes, its room keeps to the window, the number a second and the limit of all', () => {
    const step = fc.record({
      wait: fc.integer({ min: 0, max: 2000 }),
      ack: fc.record({ took: fc.integer({ min: 0, max: 20_000 }), wasAlone: fc.boolean() }),
      waiting: fc.integer({ min: 0, max: 3 }),
      fresh: fc.integer({ min: 0, max: maxInFlight }),
      replayed: fc.integer({ min: 0, max: mostWindow }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 10_000 }), (steps, perSecond) => {
        let pace = startPace(0);
        let now = 0;
        let sent = 0;
        for (const { wait, ack, waiting, fresh, replayed } of steps) {
          now += wait;
          pace = paceAfter(pace, ack, now);
          expect(pace.window).toBeGreaterThanOrEqual(leastWindow);
          expect(pace.window).toBeLessThanOrEqual(mostWindow);
          const inFlight = Math.min(maxInFlight, fresh + replayed);
          const found = roomFor(pace, { waiting, inFlight, replayed }, perSecond, now);
          expect(found.room).toBeGreaterThanOrEqual(0);
          if (found.room > 0) expect(waiting).toBe(0);
          expect(found.room + inFlight).toBeLessThanOrEqual(maxInFlight);
          if (found.room > 0) expect(found.room + replayed).toBeLessThanOrEqual(pace.window);
          sent += found.room;
          pace = { ...found.pace, credit: found.pace.credit - found.room };
          expect(sent).toBeLessThanOrEqual(1 + (now * perSecond) / 1000 + perSecond * 0.05);
        }
      }),
    );
  });

  test.each([
    ['a LAN', 12_500_000, 1, 20],
    ['a mobile link', 125_000, 60, 20],
    ['20 kbit/s', 2_500, 100, 2],
  ])('over %s the backlog drains, and fresh messages come later by little', (_name, bytesPerSecond, rtt, fresh) => {
    const alone = simulate({ bytesPerSecond, rtt, fresh, backlog: 0, seconds: 60 });
    const beside = simulate({ bytesPerSecond, rtt, fresh, backlog: 1_000_000, seconds: 60 });
    expect(beside.replayed).toBeGreaterThan(50);
    // One message that is being sent cannot be called back.
    const one = (620 * 1000) / bytesPerSecond;
    expect(beside.p99 - alone.p99).toBeLessThan(2 * slack + one);
  });
});

interface Line {
  readonly bytesPerSecond: number;
  readonly rtt: Millis;
  /** Fresh messages a second. */
  readonly fresh: number;
  readonly backlog: number;
  readonly seconds: number;
}

/** A line with a queue: each message takes its bytes' time after the one before, and its acknowledgement comes an RTT later. */
function simulate({ bytesPerSecond, rtt, fresh, backlog, seconds }: Line): { p99: Millis; replayed: number } {
  const each = (620 * 1000) / bytesPerSecond;
  const flying: { ackAt: Millis; sentAt: Millis; wasAlone: boolean; bornAt: Millis | undefined }[] = [];
  const delays: Millis[] = [];
  const waiting: Millis[] = [];
  let pace: Pace = startPace(0);
  let lineFreeAt = 0;
  let left = backlog;
  let made = 0;
  const send = (now: Millis, bornAt: Millis | undefined) => {
    lineFreeAt = Math.max(now, lineFreeAt) + each;
    flying.push({ ackAt: lineFreeAt + rtt, sentAt: now, wasAlone: flying.length === 0, bornAt });
  };
  for (let now = 0; now < seconds * 1000; now++) {
    while (flying[0] && flying[0].ackAt <= now) {
      const { sentAt, bornAt, ackAt, wasAlone } = flying[0];
      flying.shift();
      pace = paceAfter(pace, { took: ackAt - sentAt, wasAlone }, now);
      if (bornAt !== undefined) delays.push(now - bornAt);
    }
    for (; made < (now * fresh) / 1000; made++) waiting.push(now);
    while (flying.length < maxInFlight && waiting.length > 0) send(now, waiting.shift());
    const replayed = flying.filter(({ bornAt }) => bornAt === undefined).length;
    const found = roomFor(pace, { waiting: waiting.length, inFlight: flying.length, replayed }, 500, now);
    const room = Math.min(found.room, left);
    pace = { ...found.pace, credit: found.pace.credit - room };
    left -= room;
    for (let i = 0; i < room; i++) send(now, undefined);
  }
  const sorted = delays.toSorted((a, b) => a - b);
  return { p99: sorted[Math.floor(sorted.length * 0.99)] ?? 0, replayed: backlog - left };
}
