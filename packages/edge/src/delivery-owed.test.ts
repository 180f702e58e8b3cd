import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@splitsight/kernel/node';
import { waitFor } from '@splitsight/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { spoolSchema } from './config/spool.ts';
import { createDelivery, type Delivery } from './delivery.ts';
import { openSpool } from './spool/spool.ts';
import { createLink, linkOf } from './testing/links.ts';

let folder: string;
let delivery: Delivery;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'splitsight-owed-'));
  const spool = openSpool({ ...spoolSchema.parse({}), path: join(folder, 'spool.db') }, createLogger('test', 'silent'));
  delivery = createDelivery({ ...{ most: 1000, spool, after: 3_600_000, perSecond: 10_000 }, maxOwed: 100 });
});
afterEach(() => {
  delivery.close();
  rmSync(folder, { recursive: true });
});

test('with so many acknowledgements owed a new connection is begun, and all that is owed goes over it', async () => {
  let ends = 0;
  const link = {
    ...createLink((onAnswer) => void setImmediate(onAnswer)),
    end() {
      ends++;
      delivery.end();
    },
  };
  delivery.begin(link);
  const names = Array.from({ length: 150 }, (_, i) => `m${i}`);
  for (const topic of names) delivery.put({ topic, payload: new Uint8Array(500), isKept: true });
  // The broker reads all and acknowledges nothing: more than the window of 64 goes over one connection.
  await waitFor(() => ends > 0);
  expect(link.sent).toEqual(names.slice(0, link.sent.length));
  expect(link.sent.length).toBeGreaterThanOrEqual(100);
  expect(link.sent.length).toBeLessThanOrEqual(100 + 64);
  await waitFor(() => delivery.spool()?.messages === 150);

  // Acknowledgements of the connection that is gone count for nothing: their numbers are given anew.
  link.acknowledge();
  expect(delivery.spool()?.messages).toBe(150);

  const arrived = new Set<string>();
  delivery.begin(
    linkOf((topic, _payload, onArrived) => {
      arrived.add(topic);
      setImmediate(onArrived);
    }),
  );
  await waitFor(() => delivery.spool()?.messages === 0 && delivery.size() === 0);
  expect([arrived, ends, delivery.dropped()]).toEqual([new Set(names), 1, {}]);
});
