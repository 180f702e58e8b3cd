import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, parseConfig } from '@splitsight/kernel/node';
import {
  disturbances,
  openBroker,
  openVirtualCameras,
  type TestBroker,
  type VirtualCameras,
  waitFor,
  writeTinyBackbone,
} from '@splitsight/testkit';
import { cameraStatusSchema, nodeHealthSchema, parseJsonMessage } from '@splitsight/wire';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEdgeAgent } from './agent.ts';
import { edgeConfigSchema } from './config/schema.ts';

const size = { width: 320, height: 180 };
/** The times of the configuration, shortened: how long they are by default is tested on clips. */
const times = { learn_s: 4, frozen_s: 4, covered_s: 1, defocused_s: 2, moved_s: 2, clear_s: 1 };
const fps = 8;
const calm = 'calm';

let folder: string;
let virtual: VirtualCameras;
let broker: TestBroker;
let agent: ReturnType<typeof createEdgeAgent>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'splitsight-tamper-'));
  writeTinyBackbone(join(folder, 'model'));
  const paths = [...disturbances, calm];
  virtual = await openVirtualCameras({
    cameras: paths.map((path, seed) => ({ path, seed: 3 + 4 * seed, ...size, fps })),
  });
  broker = await openBroker();
  const config = {
    ...{
      site: 'home',
      node: 'edge-1',
      capture: size,
      tamper: times,
      spool: { enabled: false },
      health_interval_s: 0.5,
    },
    broker: { url: broker.url },
    model: { path: join(folder, 'model'), threads: 1 },
    cameras: paths.map((id) => ({ id, url: virtual.url(id) })),
  };
  agent = createEdgeAgent(parseConfig(JSON.stringify(config), edgeConfigSchema, 'test'), {
    log: createLogger('test', 'silent'),
  });
  await agent.start(new AbortController().signal);
});
afterAll(async () => {
  await agent.stop();
  await virtual.close();
  await broker.close();
  rmSync(folder, { recursive: true });
});

const statuses = (camera: string) =>
  broker.messages
    .filter(({ topic }) => topic === `splitsight/v1/home/cam/${camera}/status`)
    .map(({ payload }) => parseJsonMessage(cameraStatusSchema, Buffer.from(payload).toString()));
const states = (camera: string) => statuses(camera).map(({ state }) => state);
const patience = { timeout: 40_000 };
/** Whether the agent has seen enough of a camera to know its view, by the pictures that have come. */
function isLearnt(camera: string): boolean {
  const health = broker.messages.findLast(({ topic }) => topic === 'splitsight/v1/home/node/edge-1/health');
  if (!health) return false;
  const { at, cameras } = parseJsonMessage(nodeHealthSchema, Buffer.from(health.payload).toString());
  const seconds = times.learn_s + 2;
  const since = statuses(camera).find(({ state }) => state === 'online')?.since ?? Number.POSITIVE_INFINITY;
  return at - since > 1000 * seconds && (cameras[camera]?.frames ?? 0) > fps * seconds;
}

describe('an agent whose real RTSP cameras go on sending', () => {
  test('says which is frozen, covered, defocused or moved, since when, and when it is over', async () => {
    await waitFor(() => [...disturbances, calm].every((path) => states(path).at(-1) === 'online'), patience);
    await waitFor(() => [...disturbances, calm].every(isLearnt), patience);
    const began = Date.now();
    for (const how of disturbances) virtual.disturb(how, how);
    await waitFor(() => disturbances.every((how) => states(how).at(-1) === how), patience);
    for (const how of disturbances) {
      const { since, reason, node } = statuses(how).at(-1) ?? {};
      expect([how, node, reason?.split(':')[0]]).toEqual([how, 'edge-1', `CAMERA_${how.toUpperCase()}`]);
      expect(since).toBeGreaterThan(began - 1_000);
      expect(since).toBeLessThanOrEqual(Date.now());
    }
    for (const how of disturbances) virtual.disturb(how, null);
    await waitFor(() => disturbances.every((how) => states(how).at(-1) === 'online'), patience);
    for (const how of disturbances) expect(states(how)).toEqual(['offline', 'online', how, 'online']);
    expect(states(calm)).toEqual(['offline', 'online']);
  });
});
