import { createTally } from '@splitsight/kernel';
import { createManualClock } from '@splitsight/testkit';
import { type CameraId, type CameraView, createTopics, type NodeView, type SiteId } from '@splitsight/wire';
import { describe, expect, it } from 'vitest';
import { cameraRef } from '../flow.ts';
import type { DropReason } from '../ingest/reasons.ts';
import { createMemoryLog } from '../testing/run-server.ts';
import { createPresence } from './presence.ts';

const from = cameraRef('yard' as SiteId, 'gate' as CameraId);
const status = (state: string, more: object = {}) => JSON.stringify({ state, since: 5, node: 'pi', ...more });

function setUp(limits: { maxCameras?: number; maxNodes?: number } = {}) {
  const dropped = createTally<DropReason>();
  const clock = createManualClock();
  const { log, lines } = createMemoryLog();
  const told: CameraView[] = [];
  const nodes: NodeView[] = [];
  const presence = createPresence({
    ...{ topics: createTopics(), clock, dropped, log, maxCameras: 10, maxNodes: 10, ...limits },
    onCamera: (view) => void told.push(view),
    onNode: (view) => void nodes.push(view),
  });
  const hear = (leaf: string, text: string) => presence.hear(`splitsight/v1/yard/${leaf}`, Buffer.from(text));
  return { presence, hear, told, nodes, dropped, clock, lines };
}

const trouble = { code: 'VECTOR_FINGERPRINT', message: 'no head was trained on this backbone' };

describe('the presence', () => {
  it('shows what an agent says of its camera', () => {
    const { presence, hear, told } = setUp();
    hear('cam/gate/status', status('frozen', { reason: 'the picture stands still' }));
    expect(presence.cameras()).toMatchObject([
      { camera: 'gate', node: 'pi', state: 'frozen', since: 5, reason: 'the picture stands still', last_seen_at: null },
    ]);
    expect(told).toEqual(presence.cameras());
  });

  it('shows a camera as offline when its node is, and as online again with it', () => {
    const { presence, hear } = setUp();
    const state = () => presence.cameras()[0]?.state;
    hear('cam/gate/status', status('online'));
    hear('node/pi/status', 'online');
    expect(state()).toBe('online');
    hear('node/pi/status', 'offline');
    expect(presence.cameras()).toMatchObject([{ state: 'offline', reason: 'its node pi is offline' }]);
    hear('node/pi/status', 'online');
    expect(state()).toBe('online');
  });

  it('learns names and versions from the node’s info, and keeps its health', () => {
    const { presence, hear, nodes } = setUp();
    const info = { version: '0.1.0', started_at: 1, fingerprint: '0011223344556677', codec: 'u8', config_hash: 'x' };
    hear('node/pi/info', JSON.stringify({ ...info, cameras: [{ id: 'gate', name: 'The gate' }] }));
    const health = { at: 1, uptime_s: 1, rss_bytes: 1, cpu_temperature_c: null, stages_ms: {}, cameras: {} };
    hear('node/pi/health', JSON.stringify({ ...health, uplink: { connected: true, waiting: 0, dropped: {} } }));
    expect(presence.cameras()).toMatchObject([{ name: 'The gate', node: 'pi', state: 'unknown' }]);
    expect(nodes.at(-1)).toMatchObject({ version: '0.1.0', status: 'unknown', health: { uptime_s: 1 } });
  });

  it('says why vectors are refused, once, and when they are good again', () => {
    const { presence, told, clock, lines } = setUp();
    for (let message = 0; message < 100; message++) presence.see(from, null, trouble);
    expect(told.map(({ reason }) => reason)).toEqual([`${trouble.code}: ${trouble.message}`]);
    expect(lines).toEqual([
      { level: 'warn', message: trouble.message, fields: { code: trouble.code, site: 'yard', camera: 'gate' } },
    ]);
    clock.advance(2000);
    presence.see(from, 77, null);
    expect(presence.cameras()).toMatchObject([{ reason: null, last_seen_at: 77 }]);
    expect(told).toHaveLength(2);
  });

  it('is not flooded by a camera that is now good, now bad', () => {
    const { presence, told, clock, lines } = setUp();
    for (let message = 0; message < 1000; message++, clock.advance(10)) {
      presence.see(from, message % 2 ? message : null, message % 2 ? null : trouble);
    }
    expect(told.length).toBeLessThanOrEqual(11);
    expect(lines).toHaveLength(1);
  });

  it('counts what is no status, and goes on', () => {
    const { presence, hear, dropped } = setUp();
    hear('cam/gate/status', '{"state":"dancing"}');
    hear('cam/gate/status', 'online');
    hear('node/pi/status', '{"a":1}');
    hear('node/pi/info', '[]');
    hear('node/pi/health', '\u0000');
    hear('node/Pi!/status', 'online');
    expect(dropped.totals()).toEqual({ status: 5, topic: 1 });
    expect([presence.cameras(), presence.nodes()]).toEqual([[], []]);
  });

  it('does not grow when it is flooded with made-up names', () => {
    const { presence, hear, dropped } = setUp({ maxCameras: 2, maxNodes: 2 });
    for (let n = 0; n < 10; n++) {
      hear(`cam/c${n}/status`, status('online'));
      hear(`node/n${n}/status`, 'online');
    }
    expect([presence.cameras().length, presence.nodes().length]).toEqual([2, 2]);
    expect(dropped.totals()).toEqual({ too_many_cameras: 8, too_many_nodes: 8 });
  });

  it('knows cameras and nodes after a restart, but not how they are', () => {
    const before = setUp();
    before.hear('cam/gate/status', status('online'));
    before.hear('node/pi/status', 'online');
    const { presence, told } = setUp();
    presence.restore(before.presence.cameras(), before.presence.nodes());
    expect(presence.cameras()).toMatchObject([{ camera: 'gate', node: 'pi', state: 'unknown' }]);
    expect(presence.nodes()).toMatchObject([{ node: 'pi', status: 'unknown' }]);
    expect(told).toEqual([]);
  });
});
