import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sleep } from '@splitsight/kernel';
import { createLogger } from '@splitsight/kernel/node';
import { waitFor } from '@splitsight/testkit';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { spoolSchema } from './config/spool.ts';
import { createDelivery, type Delivery } from './delivery.ts';
import { openSpool } from './spool/spool.ts';
import { createLink, linkOf } from './testing/links.ts';

let folder: string;
let delivery: Delivery;
const log = createLogger('test', 'silent');

function open(options: { after?: number; most?: number; spooled?: boolean } = {}): Delivery {
  const { after = 0, most = 1000, spooled = true } = options;
  const config = { ...spoolSchema.parse({}), path: join(folder, 'spool.db') };
  delivery = createDelivery({ most, spool: spooled ? openSpool(config, log) : undefined, after, perSecond: 10_000 });
  return delivery;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'splitsight-delivery-'));
});
afterEach(() => {
  delivery.close();
  rmSync(folder, { recursive: true });
});

const put = (name: string, isKept = true) =>
  delivery.put({ topic: name, payload: new Uint8Array(500), isKept, onDone: undefined });
const putAll = (from: number, to: number) => {
  for (let i = from; i < to; i++) put(`m${i}`);
};
const numbered = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `m${from + i}`);

/** Time stands still, but while what this gives lets it pass until something is so. */
function standStill(): (condition: () => boolean) => void {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setImmediate', 'clearImmediate', 'performance'] });
  onTestFinished(() => void vi.useRealTimers());
  return (condition) => {
    for (let passed = 0; !condition(); passed += 10) {
      expect(passed).toBeLessThan(30_000);
      vi.advanceTimersByTime(10);
    }
  };
}

describe('the delivery', () => {
  test('writes what is not acknowledged in time, and does not send it a second time while the connection stands', async () => {
    open();
    const link = createLink();
    delivery.begin(link);
    putAll(0, 100);
    expect(link.sent).toEqual(numbered(0, 64));
    await waitFor(() => delivery.spool()?.messages === 100);
    // Those on their way are in both places; the others wait on disk alone.
    expect(delivery.size()).toBe(64);
    expect(link.sent).toEqual(numbered(0, 64));
    await waitFor(() => {
      link.acknowledge();
      return delivery.spool()?.messages === 0;
    });
    expect(link.sent).toEqual(numbered(0, 100));
    expect(delivery.size()).toBe(0);
  });

  test('goes on while the broker reads all and acknowledges nothing, with few in memory; late acknowledgements count', async () => {
    // What is not sent within these two seconds goes by way of the disk, in another order.
    const pass = standStill();
    open({ after: 2_000 });
    const link = createLink((onAnswer) => void setImmediate(onAnswer));
    delivery.begin(link);
    for (let made = 0; made < 250; made += 50) {
      putAll(made, made + 50);
      pass(() => link.sent.includes(`m${made + 49}`));
    }
    pass(() => delivery.spool()?.messages === 250 && delivery.size() < 32);
    expect([link.sent, delivery.dropped()]).toEqual([numbered(0, 250), {}]);
    link.acknowledge();
    pass(() => delivery.spool()?.messages === 0);
    expect([delivery.size(), link.sent.length]).toEqual([0, 250]);
  });

  test('without a spool fresh messages go on, too; of those that the broker has read memory keeps the latest', async () => {
    open({ most: 50, spooled: false });
    const link = createLink((onAnswer) => void setImmediate(onAnswer));
    delivery.begin(link);
    for (let made = 0; made < 200; made += 40) {
      putAll(made, made + 40);
      await waitFor(() => link.sent.length === made + 40);
    }
    await waitFor(() => delivery.size() < 50 + 32);
    const lost = 200 - delivery.size();
    expect(delivery.dropped()).toEqual({ link_full: lost });
    delivery.end();
    const next = createLink();
    delivery.begin(next);
    expect(next.sent).toEqual(numbered(lost, Math.min(200, lost + 64)));
  });

  test('writes sooner what would not fit into memory, and drops none of it', async () => {
    open({ after: 3_600_000, most: 200 });
    delivery.begin(createLink());
    for (let from = 0; from < 2000; from += 50) {
      putAll(from, from + 50);
      await waitFor(() => delivery.size() <= 64 + 100);
    }
    expect(delivery.dropped()).toEqual({});
    expect(delivery.spool()?.messages).toBeGreaterThanOrEqual(1800);
  });

  test('writes sooner what takes half the memory, however few messages that are', async () => {
    open({ after: 3_600_000 });
    delivery.begin(createLink());
    for (let i = 0; i < 64 + 40; i++)
      delivery.put({ topic: `m${i}`, payload: new Uint8Array(1_000_000), isKept: true, onDone: undefined });
    await waitFor(() => (delivery.spool()?.written ?? 0) >= 40);
    expect(delivery.dropped()).toEqual({});
  });

  test('writes within a second what comes while there is no connection, however long it would wait for one', async () => {
    open({ after: 3_600_000 });
    putAll(0, 10);
    await waitFor(() => delivery.spool()?.messages === 10);
    const link = createLink();
    delivery.begin(link);
    putAll(10, 12);
    await sleep(700);
    expect(delivery.spool()).toMatchObject({ written: 10 });
    delivery.end();
    await waitFor(() => delivery.spool()?.written === 12);
  });

  test('sends fresh messages before those on disk, which keep their order', async () => {
    open();
    putAll(0, 300);
    await waitFor(() => delivery.size() === 0);
    const link = createLink();
    delivery.begin(link);
    for (let fresh = 0; link.sent.length < 320; fresh++) {
      const before = link.sent.length;
      if (fresh < 20) {
        put(`fresh${fresh}`);
        expect(link.sent[before]).toBe(`fresh${fresh}`);
      }
      link.acknowledge();
      await sleep(2);
    }
    expect(link.sent.filter((topic) => topic.startsWith('m'))).toEqual(numbered(0, 300));
    expect(link.sent.indexOf('fresh19')).toBeLessThan(300);
  });

  test('nothing is lost, whenever connections break and acknowledgements come', async () => {
    open();
    const arrived: string[] = [];
    let made = 0;
    for (let round = 0; round < 4; round++) {
      const isUp = { now: true };
      const lossy = linkOf((topic, _payload, onArrived) => {
        setTimeout(() => {
          if (!isUp.now) return;
          arrived.push(topic);
          // The broker has it, and the acknowledgement may be lost.
          if (arrived.length % 10 !== 0) onArrived();
        }, round);
      });
      delivery.begin(lossy);
      for (let i = 0; i < 10; i++) {
        putAll(made, made + 25);
        made += 25;
        await sleep(10);
      }
      isUp.now = false;
      delivery.end();
      await sleep(round % 2 === 0 ? 700 : 0);
    }
    const good = linkOf((topic, _payload, onArrived) => {
      arrived.push(topic);
      setImmediate(onArrived);
    });
    delivery.begin(good);
    await waitFor(() => delivery.size() === 0 && delivery.spool()?.messages === 0);
    expect(new Set(arrived)).toEqual(new Set(numbered(0, made)));
    expect(delivery.dropped()).toEqual({});
    expect(delivery.spool()).toMatchObject({ state: 'ok', dropped: {} });
  });

  test('a message that every connection breaks over is given up, and the others arrive', async () => {
    open();
    for (const name of ['bad', 'm1', 'm2']) put(name);
    await waitFor(() => delivery.size() === 0);
    const arrived: string[] = [];
    let connections = 0;
    while (!arrived.includes('m2')) {
      connections++;
      await new Promise<void>((resolve) => {
        let isUp = true;
        const strict = linkOf((topic, _payload, onArrived) => {
          setImmediate(() => {
            if (!isUp) return;
            if (topic !== 'bad') {
              arrived.push(topic);
              onArrived();
            }
            if (topic === 'bad' || topic === 'm2') {
              isUp = false;
              resolve();
            }
          });
        });
        delivery.begin(strict);
        put(`fresh${connections}`);
      });
      delivery.end();
    }
    expect(delivery.spool()?.dropped).toEqual({ refused: 1 });
    expect(arrived).toEqual(expect.arrayContaining(['m1', 'm2', 'fresh6']));
    expect(connections).toBe(7);
  });

  test.each([
    ['that is not written to disk', true, false],
    ['without a spool', false, true],
  ])(
    'a message in memory %s, and that every connection breaks over, is given up, and the others arrive',
    (_why, spooled, isKept) => {
      open({ after: 3_600_000, spooled });
      for (const name of ['m0', 'm1', 'bad', 'm2', 'm3']) put(name, isKept);
      const arrived: string[] = [];
      let connections = 0;
      for (; !arrived.includes('m3'); connections++) {
        expect(connections).toBeLessThan(30);
        const owed: [string, () => void][] = [];
        delivery.begin(linkOf((topic, _payload, onArrived) => void owed.push([topic, onArrived])));
        // The broker reads all that there is before it acknowledges anything, unless it has to break off.
        while (owed.length > 0) {
          const group = owed.splice(0);
          if (group.some(([topic]) => topic === 'bad')) break;
          for (const [topic, onArrived] of group) {
            arrived.push(topic);
            onArrived();
          }
        }
        if (!arrived.includes('m3')) delivery.end();
      }
      expect(arrived).toEqual(['m0', 'm1', 'm2', 'm3']);
      expect(delivery.dropped()).toEqual({ refused: 1 });
    },
  );

  test('after a suspicion that has come to nothing messages are sent side by side again', async () => {
    open({ spooled: false });
    putAll(0, 200);
    for (let i = 0; i < 4; i++) {
      delivery.begin(createLink());
      delivery.end();
    }
    const link = createLink();
    delivery.begin(link);
    expect(link.sent).toEqual(['m0']);
    for (let i = 0; i < 64; i++) link.acknowledge();
    expect(link.sent.length).toBe(64 + 64);
  });

  test('what may not be written stays in memory, in its bounds', async () => {
    open({ most: 5 });
    for (let i = 0; i < 8; i++) put(`picture${i}`, false);
    await sleep(700);
    expect(delivery.spool()).toMatchObject({ written: 0 });
    expect([delivery.size(), delivery.dropped()]).toEqual([5, { link_full: 3 }]);
    expect(delivery.close()).toBe(5);
  });

  test('without a spool, memory is all there is', async () => {
    open({ most: 5, spooled: false });
    putAll(0, 8);
    await sleep(100);
    expect([delivery.size(), delivery.dropped(), delivery.spool()]).toEqual([5, { link_full: 3 }, undefined]);
    const link = createLink();
    delivery.begin(link);
    expect(link.sent).toEqual(numbered(3, 8));
  });
});
