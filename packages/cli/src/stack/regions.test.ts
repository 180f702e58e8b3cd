import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBackbone, writeSecondStage } from '@splitsight/inference';
import { createServer, serverConfigSchema } from '@splitsight/server';
import { waitFor, writeTinyBackbone, writeTinyHead } from '@splitsight/testkit';
import { cutLooks, extractRegions, type RegionChoice, regionsOf } from '@splitsight/vision';
import {
  type AlertEvent,
  alertEventSchema,
  type BootId,
  encodeFeatureMessage,
  parseJsonMessage,
  patchBoxes,
  tileBoxes,
} from '@splitsight/wire';
import { connectAsync } from 'mqtt';
import { afterEach, beforeEach, expect, it } from 'vitest';

let folder: string;
const cleanups: (() => unknown)[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'splitsight-regions-'));
  writeTinyBackbone(join(folder, 'backbone'));
  writeTinyHead(join(folder, 'head'), join(folder, 'backbone'));
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  rmSync(folder, { recursive: true });
});

/** A grey picture with a red square of a third of its side in a corner or the centre: 0 to 8, row by row. */
function picture(cell: number) {
  const rgb = new Uint8Array(72 * 72 * 3).fill(90);
  for (let i = 0; i < 24 * 24; i++) {
    const [y, x] = [24 * Math.floor(cell / 3) + Math.floor(i / 24), 24 * (cell % 3) + (i % 24)];
    rgb.set([255, 0, 0], (y * 72 + x) * 3);
  }
  return { width: 72, height: 72, rgb, capturedAt: 0 };
}

/** What a server says of alerts when a camera that looks in these ways sees red in these cells, one after the other. */
async function alertsOf(choices: readonly RegionChoice[], rule: object, cells: readonly number[]) {
  const config = serverConfigSchema.parse({
    store: { path: join(folder, 'test.db') },
    heads: [{ model: join(folder, 'head'), rule: { off_delay_s: 60, ...rule } }],
    mqtt: { port: 0 },
    http: { port: 0, login: 'off' },
    log_level: 'silent',
  });
  const server = createServer(config);
  await server.start(new AbortController().signal);
  cleanups.push(() => server.stop());
  const backbone = await openBackbone(join(folder, 'backbone'), { codec: 'u8', threads: 1 });
  cleanups.push(() => backbone.close());
  const client = await connectAsync(`mqtt://127.0.0.1:${server.addresses().mqtt.port}`, { reconnectPeriod: 0 });
  cleanups.push(() => client.endAsync(true));
  const heard: AlertEvent[] = [];
  client.on('message', (_topic, payload) => heard.push(parseJsonMessage(alertEventSchema, payload.toString())));
  await client.subscribeAsync('splitsight/v1/yard/alerts', { qos: 1 });
  for (const [sequence, cell] of cells.entries()) {
    const looks = [{ frame: picture(cell), regions: regionsOf(choices, []) }];
    const [regions = []] = await extractRegions(backbone, looks, cutLooks(looks, backbone.input));
    const { fingerprint, codec } = backbone;
    const message = {
      bootId: '0011223344556677' as BootId,
      sequence,
      capturedAt: Date.now(),
      fingerprint,
      codec,
      regions,
    };
    await client.publishAsync('splitsight/v1/yard/cam/gate/features', Buffer.from(encodeFeatureMessage(message)), {
      qos: 1,
    });
  }
  return heard;
}

const near = (box: object | undefined) =>
  Object.fromEntries(Object.entries(box ?? {}).map(([key, value]) => [key, expect.closeTo(value, 4)]));

it('an alert names the tile that raised it', async () => {
  const heard = await alertsOf(['global', 'tiles'], { regions: ['global', 'tile'] }, [5]);
  await waitFor(() => heard.length > 0);
  expect(heard[0]).toMatchObject({ type: 'new', after: { region: 'tile', box: near(tileBoxes[5]) } });
  expect(heard[0]?.after.score).toBeGreaterThan(0.95);
});

it('tiles do not count unless the rule says so', async () => {
  const heard = await alertsOf(
    ['global', 'tiles', 'patch5'],
    { regions: ['patch'], instant: 0.5, threshold: 0.5 },
    [8],
  );
  await waitFor(() => heard.length > 0);
  expect(heard[0]?.after).toMatchObject({ region: 'patch', box: near(patchBoxes[3]) });
});

it('a second stage decides what five patches mean', async () => {
  // It listens to the centre alone.
  const weights = Array.from({ length: 20 }, (_, i) => (i === 19 ? 20 : 0));
  writeSecondStage(join(folder, 'head'), { weights, bias: [0, -6], figures: [] });
  const heard = await alertsOf(['patch5'], { regions: ['patch'], instant: 0.2, threshold: 0.1, clear: 0.05 }, [0, 4]);
  await waitFor(() => heard.length > 0);
  expect(heard).toHaveLength(1);
  expect(heard[0]?.after).toMatchObject({ region: 'patch', box: near(patchBoxes[4]) });
});
