import { type CameraView, cameraViewSchema, type NodeView, nodeViewSchema } from '@splitsight/wire';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serverError } from '../errors.ts';
import { openDatabase } from '../store/database.ts';
import { createTroubleTable } from '../store/troubles.ts';
import { type Folder, makeFolder } from '../testing/run-server.ts';
import type { Looks } from './conditions.ts';
import { createTroubles } from './troubles.ts';

let folder: Folder;
beforeEach(() => {
  folder = makeFolder();
});
afterEach(() => folder.remove());

const camera = (id: string, state: string, node = 'pi'): CameraView =>
  cameraViewSchema.parse({
    site: 'yard',
    camera: id,
    name: id,
    node,
    state,
    since: 1,
    reason: null,
    last_seen_at: null,
  });
const node = (id: string, status: string): NodeView =>
  nodeViewSchema.parse({ site: 'yard', node: id, status, version: null, health: null });
const health = (spool: 'ok' | 'full' | 'failing', reason?: string) => ({
  ...{ at: 1, uptime_s: 1, rss_bytes: 1, cpu_temperature_c: null, stages_ms: {}, cameras: {} },
  uplink: { connected: true, waiting: 0, dropped: {} },
  spool: { state: spool, reason, messages: 1, bytes: 1, oldest_at: 1, written: 1, sent: 0, dropped: {} },
});
const online = (of: Partial<Record<keyof NodeView, unknown>>) => ({ ...node('pi', 'online'), ...of }) as NodeView;
const well: Looks = {
  cameras: [camera('gate', 'online')],
  nodes: [online({ health: health('ok') })],
  ...{ heads: [], disk: null, database: null },
};
const disk = (level: 'low' | 'short' | 'full'): Looks => ({ ...well, disk: { level, text: '5 MB are free' } });

/** Troubles over a database of the test, at which it is looked once a second. */
function setUp() {
  const state = { steady: 1_000_000, stepped: 0 };
  const clock = { now: () => state.steady + state.stepped, stepped: () => state.stepped };
  const { connection, close } = openDatabase(`${folder.path}/test.db`);
  const told: string[] = [];
  let looks = well;
  const table = createTroubleTable(connection);
  const troubles = createTroubles({
    ...{ clock, patience: 60_000, look: () => looks, table },
    onEvent: ({ type, trouble }) =>
      void told.push(`${type} ${trouble.kind} ${trouble.camera ?? trouble.node ?? trouble.head ?? ''}`),
  });
  function live(seconds: number, now: Looks | ((second: number) => Looks)): readonly string[] {
    told.length = 0;
    for (let second = 0; second < seconds; second++) {
      looks = typeof now === 'function' ? now(second) : now;
      state.steady += 1000;
      troubles.tick();
    }
    return [...told];
  }
  return { state, table, troubles, live, close };
}

describe('troubles', () => {
  it('are told of when they have lasted, and when they have been over for as long', () => {
    const { live, troubles, close } = setUp();
    const away: Looks = { ...well, cameras: [camera('gate', 'offline')] };
    expect(live(60, away)).toEqual([]);
    expect(live(5, away)).toEqual(['new camera-offline gate']);
    expect(troubles.list()).toMatchObject([{ kind: 'camera-offline', since: 1_001_000, raised_at: 1_061_000 }]);
    expect(live(3600, away)).toEqual([]);
    expect(live(59, well)).toEqual([]);
    expect(live(1, well)).toEqual(['end camera-offline gate']);
    expect(troubles.list()).toEqual([]);
    close();
  });

  it('are not the cameras’ when their edge machine is away', () => {
    const { live, close } = setUp();
    const cameras = Array.from({ length: 50 }, (_, n) => camera(`c${n}`, 'offline'));
    expect(live(600, { ...well, cameras, nodes: [node('pi', 'offline')] })).toEqual(['new node-offline pi']);
    expect(live(600, { ...well, cameras, nodes: [node('pi', 'stopped')] })).toHaveLength(51);
    close();
  });

  it('are none with what was switched off, stopped, or is not known yet', () => {
    const { live, close } = setUp();
    const cameras = (['disabled', 'stopped', 'unknown', 'frozen'] as const).map((state) => camera(state, state));
    const nodes = [node('pi', 'online'), node('a', 'stopped'), node('b', 'unknown')];
    expect(live(600, { ...well, cameras, nodes })).toEqual([]);
    close();
  });

  it('of 200 cameras that flap are one each, told once while they go on', () => {
    const { live, close } = setUp();
    const all = (state: string) => Array.from({ length: 200 }, (_, n) => camera(`c${n}`, state));
    const [offline, online] = [all('offline'), all('online')];
    const told = live(1200, (second) => ({ ...well, cameras: second % 40 < 20 ? offline : online }));
    expect(told).toHaveLength(200);
    expect(new Set(told).size).toBe(200);
    close();
  });

  it('that are short are none, however many', () => {
    const { live, close } = setUp();
    const blinks = (second: number) => ({
      ...well,
      cameras: [camera('gate', second % 60 < 15 ? 'offline' : 'online')],
    });
    expect(live(3600, blinks)).toEqual([]);
    close();
  });

  it('with the disk are told of sooner, and anew when it gets worse', () => {
    const { live, close } = setUp();
    expect(live(15, disk('low'))).toEqual(['new disk-low ']);
    expect(live(5, disk('full'))).toEqual(['new disk-full ']);
    expect(live(5, disk('short'))).toEqual(['end disk-full ']);
    expect(live(15, well)).toEqual(['end disk-short ']);
    const database = serverError('STORE_FULL', 'test.db');
    expect(live(15, { ...well, database })).toEqual(['new database ']);
    close();
  });

  it('of an edge machine’s spool are told of, anew when it gets worse, and last on while it is away', () => {
    const { live, troubles, close } = setUp();
    const spool = (state: 'full' | 'failing', status = 'online'): Looks => ({
      ...well,
      nodes: [online({ status, health: health(state, 'SPOOL_DISK: read-only') })],
    });
    expect(live(65, spool('full'))).toEqual(['new spool-full pi']);
    expect(live(5, spool('failing'))).toEqual(['new spool-failing pi']);
    expect(troubles.list()).toMatchObject([
      { site: 'yard', node: 'pi', camera: null, reason: 'SPOOL_DISK: read-only' },
    ]);
    expect(live(200, spool('failing', 'offline'))).toEqual(['new node-offline pi']);
    expect(live(55, { ...well, nodes: [online({ health: null })] })).toEqual([]);
    expect(live(65, well)).toEqual(['end node-offline pi', 'end spool-failing pi']);
    expect(live(65, spool('full', 'stopped'))).toEqual([]);
    close();
  });

  it('are told of two agents of one node, beside that it is away', () => {
    const { live, close } = setUp();
    const twice = online({ trouble: 'NODE_TWICE: two agents go by the name of this node', health: health('ok') });
    const looks = { ...well, nodes: [twice] };
    expect(live(65, looks)).toEqual(['new node-twice pi']);
    expect(live(65, { ...looks, nodes: [{ ...twice, status: 'offline' }] })).toEqual(['new node-offline pi']);
    expect(live(65, well)).toEqual(['end node-twice pi', 'end node-offline pi']);
    close();
  });

  it('are told of every head that does not work, with all versions that do not', () => {
    const { live, troubles, close } = setUp();
    const of = (head: string, version: string) => ({ head, version, error: serverError('HEAD_FAILED', 'no file') });
    const heads = [of('fire', '3'), of('crowd', '1'), of('fire', '2')];
    expect(live(65, { ...well, heads })).toEqual(['new head-failed fire', 'new head-failed crowd']);
    expect(troubles.list().map(({ reason }) => reason?.match(/\d: HEAD_FAILED/g))).toEqual([
      ['3: HEAD_FAILED', '2: HEAD_FAILED'],
      ['1: HEAD_FAILED'],
    ]);
    expect(new Set(troubles.list().map(({ id }) => id)).size).toBe(2);
    expect(live(65, { ...well, heads: heads.slice(1, 2) })).toEqual(['end head-failed fire']);
    close();
  });

  it('are written down once the database can be written', () => {
    const { table, live, close } = setUp();
    const nodes = [node('pi', 'offline')];
    live(70, { ...well, nodes, database: serverError('STORE_LOCKED', 'test.db') });
    expect(table.list().size).toBe(0);
    live(1, { ...well, nodes });
    expect(new Set([...table.list().values()].map(({ kind }) => kind))).toEqual(new Set(['database', 'node-offline']));
    close();
  });

  it('that were told end after a restart, and are not told anew', () => {
    const before = setUp();
    expect(before.live(70, { ...well, nodes: [node('pi', 'offline')] })).toEqual(['new node-offline pi']);
    before.close();
    const { live, troubles, close } = setUp();
    expect(live(100, { ...well, nodes: [node('pi', 'unknown')] })).toEqual([]);
    expect(live(100, { ...well, nodes: [node('pi', 'offline')] })).toEqual([]);
    expect(troubles.list()).toMatchObject([{ kind: 'node-offline' }]);
    expect(live(100, well)).toEqual(['end node-offline pi']);
    close();
    const again = setUp();
    expect(again.troubles.list()).toEqual([]);
    again.close();
  });

  it('go on over steps of the clock', () => {
    const { state, live, close } = setUp();
    const away: Looks = { ...well, cameras: [camera('gate', 'offline')] };
    expect(live(30, away)).toEqual([]);
    state.stepped += 3_600_000;
    expect(live(20, away)).toEqual([]);
    expect(live(20, away)).toEqual(['new camera-offline gate']);
    close();
  });
});
