import { createTally } from '@splitsight/kernel';
import { createManualClock } from '@splitsight/testkit';
import {
  type CameraId,
  type CameraView,
  createTopics,
  type NodeView,
  type SiteId,
  type SwitchedOff,
} from '@splitsight/wire';
import { describe, expect, it } from 'vitest';
import { cameraRef } from '../flow.ts';
import type { DropReason } from '../ingest/reasons.ts';
import { createMemoryLog } from '../testing/run-server.ts';
import { createPresence } from './presence.ts';

const from = cameraRef('yard' as SiteId, 'gate' as CameraId);
const status = (state: string, more: object = {}) => JSON.stringify({ state, since: 5, node: 'pi', ...more });

function setUp({
  stepped = () => 0,
  ...limits
}: {
  maxCameras?: number;
  maxNodes?: number;
  stepped?: () => number;
} = {}) {
  const dropped = createTally<DropReason>();
  const clock = { ...createManualClock(), stepped };
  const { log, lines } = createMemoryLog();
  const told: CameraView[] = [];
  const nodes: NodeView[] = [];
  const gone: string[] = [];
  const off = new Map<string, SwitchedOff>();
  const presence = createPresence({
    ...{ topics: createTopics(), clock, dropped, log, maxCameras: 10, maxNodes: 10, ...limits },
    switchedOff: ({ key }) => off.get(key),
    onCamera: (view) => void told.push(view),
    onNode: (view) => void nodes.push(view),
    onGone: ({ key }) => void gone.push(key),
  });
  const hear = (leaf: string, text: string) => presence.hear(`splitsight/v1/yard/${leaf}`, Buffer.from(text));
  return { presence, hear, told, nodes, gone, off, dropped, clock, lines };
}

const info = (startedAt: number, cameras: readonly string[]) =>
  JSON.stringify({
    ...{ version: '1', started_at: startedAt, fingerprint: '0011223344556677', codec: 'u8', config_hash: 'x' },
    cameras: cameras.map((id) => ({ id, name: id })),
  });
const health = (startedAt: number) =>
  JSON.stringify({
    ...{ at: 1000 * (startedAt + 5), uptime_s: 5, rss_bytes: 1, cpu_temperature_c: null, stages_ms: {}, cameras: {} },
    uplink: { connected: true, waiting: 0, dropped: {} },
  });

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

  it('shows the cameras of a node that was stopped as stopped, but for those that were switched off', () => {
    const { presence, hear } = setUp();
    hear('cam/gate/status', status('frozen'));
    hear('cam/dock/status', status('disabled'));
    hear('node/pi/status', 'stopped');
    expect(presence.cameras().map(({ state }) => state)).toEqual(['stopped', 'disabled']);
  });

  it('tells of a camera that was switched, also before its agent has obeyed', () => {
    const { presence, hear, told, off } = setUp();
    hear('cam/gate/status', status('online'));
    off.set(from.key, { since: 7, by: 'ann' });
    presence.retell(from);
    presence.retell(from);
    expect(told.slice(1)).toMatchObject([{ state: 'online', switched_off: { since: 7, by: 'ann' } }]);
    off.delete(from.key);
    presence.retell(from);
    expect(told.at(-1)).not.toHaveProperty('switched_off');
    presence.retell(cameraRef('yard' as SiteId, 'nobody' as CameraId));
    expect(told).toHaveLength(3);
  });

  it('forgets the cameras that a node has no longer, not those that moved to another', () => {
    const { presence, hear, gone } = setUp();
    for (const id of ['gate', 'dock', 'roof']) hear(`cam/${id}/status`, status('online'));
    hear('cam/dock/status', status('online', { node: 'pi2' }));
    hear('node/pi/info', info(1, ['gate']));
    expect(presence.cameras().map(({ camera }) => camera)).toEqual(['gate', 'dock']);
    expect(gone).toEqual(['yard/roof']);
    hear('cam/roof/status', '');
    expect(presence.cameras()).toHaveLength(2);
  });

  it('gives agents a minute after a start, also when the clock is set meanwhile', () => {
    let ahead = 0;
    const { presence, clock } = setUp({ stepped: () => ahead });
    presence.restore(
      [],
      [{ site: from.site, node: 'pi' as NodeView['node'], status: 'online', version: null, health: null }],
    );
    ahead = 3_600_000;
    clock.advance(ahead + 59_000);
    expect(presence.nodes()).toMatchObject([{ status: 'unknown' }]);
    clock.advance(2000);
    expect(presence.nodes()).toMatchObject([{ status: 'offline', trouble: expect.stringContaining('NODE_SILENT') }]);
  });

  it('says that nothing was heard of a node since the start, and shows it and its cameras as offline', () => {
    const before = setUp();
    before.hear('cam/gate/status', status('online'));
    before.hear('node/pi/status', 'online');
    const { presence, nodes, hear, clock } = setUp();
    presence.restore(before.presence.cameras(), before.presence.nodes());
    clock.advance(60_000);
    presence.tick();
    expect([presence.cameras()[0]?.state, presence.nodes()[0]?.status]).toEqual(['unknown', 'unknown']);
    clock.advance(1000);
    presence.tick();
    expect(nodes.at(-1)).toMatchObject({ status: 'offline', trouble: expect.stringMatching(/^NODE_SILENT/) });
    expect(presence.cameras()).toMatchObject([{ state: 'offline', reason: expect.stringMatching(/^NODE_SILENT/) }]);
    hear('node/pi/status', 'online');
    hear('cam/gate/status', status('online'));
    expect(presence.cameras()).toMatchObject([{ state: 'online', reason: null }]);
    expect(presence.nodes()[0]).not.toHaveProperty('trouble');
  });

  it('says when two agents go by one name, and takes no camera from either', () => {
    const { presence, hear, clock, gone } = setUp();
    const trouble = () => presence.nodes()[0]?.trouble;
    hear('node/pi/status', 'online');
    hear('node/pi/info', info(1, ['gate']));
    hear('node/pi/info', info(2, ['gate']));
    expect(trouble()).toBeUndefined();
    hear('node/pi/info', info(1, ['gate']));
    expect(trouble()).toMatch(/^NODE_TWICE/);
    hear('node/pi/info', info(2, []));
    expect(gone).toEqual([]);
    clock.advance(61_000);
    expect(trouble()).toBeUndefined();
    for (const at of [100, 700, 100, 700, 100]) hear('node/pi/health', health(at));
    expect(trouble()).toMatch(/^NODE_TWICE/);
  });

  it('takes an agent that is started again and again for one', () => {
    const { presence, hear } = setUp();
    for (let start = 1; start < 20; start++) {
      hear('node/pi/info', info(start, ['gate']));
      hear('node/pi/health', health(10 * start));
    }
    expect(presence.nodes()[0]?.trouble).toBeUndefined();
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

  it('forgets cameras of which it saw only refused messages for ones that somebody speaks for, the longest unseen first', () => {
    const { presence, hear, gone, dropped } = setUp({ maxCameras: 3 });
    const of = (id: string) => cameraRef(from.site, id as CameraId);
    presence.see(of('real'), 7, null);
    for (const id of ['a', 'b', 'a', 'c', 'd']) presence.see(of(id), null, trouble);
    presence.see(of('real'), null, trouble);
    hear('cam/gate/status', status('online'));
    presence.see(of('roof'), 8, null);
    expect(gone).toEqual(['yard/b', 'yard/a']);
    hear('cam/door/status', status('online'));
    expect(presence.cameras().map(({ camera }) => camera)).toEqual(['real', 'gate', 'roof']);
    expect(dropped.totals()).toEqual({ too_many_cameras: 3 });
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
