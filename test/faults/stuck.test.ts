import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@splitsight/kernel/node';
import { fetchOnce, waitFor, writeTinyBackbone, writeTinyHead } from '@splitsight/testkit';
import { type BootId, createTopics, encodeFeatureMessage, type SiteId, wholeFrame } from '@splitsight/wire';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { brokerSchema } from '../../packages/edge/src/config/broker.ts';
import { spoolSchema } from '../../packages/edge/src/config/spool.ts';
import { createUplink } from '../../packages/edge/src/uplink.ts';
import { metric } from '../../packages/server/src/testing/observe.ts';
import { runServer } from '../../packages/server/src/testing/run-server.ts';
import { noDisks, openSmallDisk } from './parts/disks.ts';
import { connectMqtt } from './parts/mqtt-client.ts';
import { readStored } from './parts/stored.ts';

const reason = noDisks();
const cleanups: (() => unknown)[] = [];
beforeEach(({ skip }) => skip(reason !== undefined, reason));
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const topics = createTopics();
const site = 'yard' as SiteId;
const features = topics.format({ kind: 'camera', site, camera: 'gate' as never, leaf: 'features' });

it('a disk that stays full stops no live alert, and costs nothing: what the server had no room for comes again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'splitsight-stuck-'));
  cleanups.push(() => rmSync(folder, { recursive: true }));
  const backbone = join(folder, 'backbone');
  const { fingerprint } = writeTinyBackbone(backbone);
  writeTinyHead(join(folder, 'head'), backbone);
  const disk = openSmallDisk(join(folder, 'disk'), 64);
  cleanups.push(disk.close);
  const most = 100;
  const server = await runServer(
    disk.path,
    {
      store: { path: join(disk.path, 'test.db'), min_free_mb: 1 },
      heads: [{ model: join(folder, 'head'), rule: { off_delay_s: 0.5 } }],
    },
    { maxStoreRows: most },
  );
  cleanups.push(server.stop);

  const uplink = createUplink({
    broker: brokerSchema.parse({ url: server.mqtt }),
    spool: spoolSchema.parse({ path: join(folder, 'spool.db'), after_s: 1 }),
    clientId: 'splitsight-edge-yard-pi',
    statusTopic: topics.format({ kind: 'node', site, node: 'pi' as never, leaf: 'status' }),
    log: createLogger('test', 'silent'),
  });
  await uplink.start(new AbortController().signal);
  cleanups.push(uplink.stop);
  let produced = 0;
  const see = (red: number) => {
    const vector = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, red);
    const message = {
      ...{ bootId: '0000000000000001' as BootId, sequence: produced++, capturedAt: Date.now(), fingerprint },
      ...{ codec: 'u8' as const, regions: [{ kind: 'global' as const, box: wholeFrame, vector }] },
    };
    uplink.publish(features, encodeFeatureMessage(message));
  };
  const marked = (mark: string) => metric(server, `splitsight_messages_marked_total{reason="${mark}"}`);
  const raised = () => metric(server, 'splitsight_alert_events_total{type="new"}');

  see(0);
  await waitFor(() => uplink.state().connected && uplink.state().waiting === 0);
  const filledAt = Date.now();
  disk.fill();
  const producing = setInterval(() => see(0), 10);
  cleanups.push(() => clearInterval(producing));
  await waitFor(async () => (await marked('forgotten')) > 2 * most, { timeout: 30_000, interval: 200 });
  expect(await metric(server, 'splitsight_store_queue_rows')).toBeLessThan(most + 100);
  const desk = await connectMqtt(server.mqtt);
  cleanups.push(() => desk.end(true));
  await desk.subscribeAsync('splitsight/v1/yard/alerts', { qos: 1 });
  const heard = new Promise<void>((resolve) => desk.on('message', () => resolve()));
  see(255);
  await heard;
  expect(await raised()).toBe(1);

  disk.empty();
  await waitFor(async () => (await marked('returned')) > 0, { timeout: 30_000, interval: 200 });
  clearInterval(producing);
  await waitFor(() => uplink.state().waiting === 0 && uplink.state().spool?.messages === 0, { timeout: 60_000 });
  const stored = readStored(join(disk.path, 'test.db')).map(({ sequence }) => sequence);
  expect(stored.toSorted((a, b) => a - b)).toEqual(Array.from({ length: produced }, (_, sequence) => sequence));
  expect([await raised(), await metric(server, 'splitsight_late_alerts_total')]).toEqual([1, 0]);
  expect(await metric(server, 'splitsight_mqtt_clients_closed_total{reason="send_again"}')).toBe(1);
  const answer = await fetchOnce(`${server.http}/api/v1/sites/yard/cameras/gate/coverage?from=${filledAt}`);
  const { stretches } = (await answer.json()) as { stretches: readonly { state: string }[] };
  expect(stretches.map(({ state }) => state)).toEqual(['watched']);
});
