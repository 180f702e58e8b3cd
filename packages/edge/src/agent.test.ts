import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLogger, parseConfig } from '@splitsight/kernel/node';
import {
  calmTimeOf,
  childrenOf,
  openBroker,
  openVirtualCameras,
  type TestBroker,
  type VirtualCameras,
  waitFor,
  writeTinyBackbone,
} from '@splitsight/testkit';
import { defaultGaze } from '@splitsight/vision';
import {
  cameraStatusSchema,
  decodeFeatureMessage,
  nodeHealthSchema,
  nodeInfoSchema,
  parseJsonMessage,
} from '@splitsight/wire';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createEdgeAgent } from './agent.ts';
import { edgeConfigSchema } from './config/schema.ts';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const size = { width: 160, height: 90, fps: 15 };
const password = 'p@ss:w/rd #?%';

let folder: string;
let clip: string;
let fingerprint: string;
let virtual: VirtualCameras;
let broker: TestBroker;
const children: ReturnType<typeof spawn>[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'splitsight-agent-'));
  fingerprint = writeTinyBackbone(join(folder, 'model')).fingerprint;
  clip = join(folder, 'clip.mp4');
  const make = ['-f', 'lavfi', '-i', 'color=gray:s=160x90:r=15:d=2', '-c:v', 'libx264', clip];
  execFileSync('ffmpeg', ['-loglevel', 'error', ...make]);
  virtual = await openVirtualCameras({
    cameras: [
      { path: 'yard', ...size },
      { path: 'locked', ...size, user: 'guard', password },
    ],
  });
});
afterAll(async () => {
  await virtual.close();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  broker = await openBroker();
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await broker.close();
});

function settings(cameras: readonly object[], extra: object = {}): string {
  return JSON.stringify({
    site: 'home',
    node: 'edge-1',
    log_level: 'warn',
    broker: { url: broker.url },
    model: { path: join(folder, 'model'), threads: 1 },
    capture: { width: 160, height: 90 },
    watchdog: { stall_s: 20, first_wait_s: 0.1 },
    health_interval_s: 0.5,
    spool: { enabled: false },
    cameras,
    ...extra,
  });
}

function openAgent(cameras: readonly object[], extra: object = {}) {
  const config = parseConfig(settings(cameras, extra), edgeConfigSchema, 'test');
  return createEdgeAgent(config, { log: createLogger('test', 'silent') });
}

const texts = (leaf: string) =>
  broker.messages
    .filter(({ topic }) => topic === `splitsight/v1/home/${leaf}`)
    .map(({ payload }) => Buffer.from(payload).toString());
const features = (camera: string) =>
  broker.messages
    .filter(({ topic }) => topic === `splitsight/v1/home/cam/${camera}/features`)
    .map(({ payload }) => decodeFeatureMessage(payload));
const ffmpegs = (pid: number) => childrenOf(pid).filter(({ name }) => name === 'ffmpeg');
const playersOf = (pid: number, count: number) =>
  waitFor(() => {
    const players = ffmpegs(pid);
    return players.length === count && players;
  });
const signal = new AbortController().signal;

describe('the agent', () => {
  test('sends what its cameras see, whoever else is broken, and leaves nothing behind', async () => {
    const cameras = [
      { id: 'yard', name: 'The yard', url: virtual.url('yard') },
      { id: 'gate', url: virtual.url('locked') },
      { id: 'dead', url: `rtsp://guard:${encodeURIComponent(password)}@127.0.0.1:1/x` },
      { id: 'shut', url: virtual.url('locked').replace(/:[^:]*@/, ':wr0ng@') },
      { id: 'off', url: '/dev/video9', enabled: false },
      { id: 'cells', url: clip, gaze: { regions: ['patch5', 'tiles'] } },
    ];
    const agent = openAgent(cameras, { spool: { path: join(folder, 'spool.db') } });
    await agent.start(signal);
    await waitFor(() => features('yard').length >= 3 && features('gate').length >= 1 && features('cells').length >= 1);
    const kinds = features('cells')[0]?.regions.map(({ kind }) => kind);
    expect(kinds).toEqual([...Array<string>(9).fill('tile'), ...Array<string>(5).fill('patch')]);
    const { handedAt } = await virtual.trigger('yard', 'person', { size: 'full', duration_ms: 2_000 });
    const isSight = (message: ReturnType<typeof decodeFeatureMessage>) =>
      message.capturedAt > handedAt && message.regions.some(({ kind }) => kind === 'motion');
    await waitFor(() => features('yard').some(isSight));
    const yard = features('yard');
    expect(yard.map(({ sequence }) => sequence)).toEqual(yard.map((_, i) => i));
    expect(new Set(yard.map(({ bootId }) => bootId)).size).toBe(1);
    expect(yard[0]?.regions.map(({ kind }) => kind)).toEqual(['global']);
    for (const message of yard) {
      expect(message).toMatchObject({ fingerprint, codec: 'u8' });
      expect(message.regions.every(({ vector }) => vector.length === 8)).toBe(true);
    }
    const status = (camera: string) => parseJsonMessage(cameraStatusSchema, texts(`cam/${camera}/status`).at(-1) ?? '');
    await waitFor(() => ['yard', 'gate'].every((camera) => status(camera).state === 'online'));
    await waitFor(() => status('dead').reason?.startsWith('CAMERA_UNREACHABLE'));
    await waitFor(() => status('shut').reason?.startsWith('CAMERA_UNAUTHORIZED'));
    expect(status('off').state).toBe('disabled');
    const info = parseJsonMessage(nodeInfoSchema, texts('node/edge-1/info').at(-1) ?? '');
    expect(info).toMatchObject({ fingerprint, codec: 'u8' });
    expect(info.cameras[0]).toEqual({ id: 'yard', name: 'The yard' });
    const reports = () => texts('node/edge-1/health').map((text) => parseJsonMessage(nodeHealthSchema, text));
    const health = await waitFor(() =>
      reports().find(({ cameras }) => (cameras.dead?.restarts ?? 0) > 0 && (cameras.yard?.published ?? 0) > 1),
    );
    expect(health.spool).toMatchObject({ state: 'ok', dropped: {} });
    const { frames = 0, published = 0, dropped = {} } = health.cameras.yard ?? {};
    expect(frames).toBeGreaterThan(published);
    expect(frames).toBeLessThanOrEqual(published + (dropped.gaze ?? 0) + (dropped.busy ?? 0) + 2);
    // A report tells of the time since the last one, in which a quiet camera may not have been looked at.
    const told = () => new Set(reports().flatMap(({ stages_ms }) => Object.keys(stages_ms)));
    await waitFor(() => ['motion', 'crop', 'infer', 'publish'].every((stage) => told().has(stage)));
    const stopping = () => agent.stop().then(agent.stop);
    expect(await calmTimeOf(stopping)).toBeLessThan(3_000);
    expect(texts('node/edge-1/status')).toEqual(['online', 'stopped']);
    expect(ffmpegs(process.pid)).toEqual([]);
    const everything = broker.messages.map(({ payload }) => Buffer.from(payload).toString('latin1')).join('\n');
    expect(everything).not.toMatch(/p@ss|p%40ss|wr0ng|guard/);
  });

  test('a quiet camera costs at most a tenth of the bytes of a busy one', async () => {
    const agent = openAgent([
      { id: 'quiet', url: clip },
      { id: 'lively', url: lively() },
    ]);
    await agent.start(signal);
    await waitFor(() => features('lively').length >= 40 && features('quiet').length >= 2);
    await agent.stop();
    const bytes = (camera: string) =>
      broker.messages
        .filter(({ topic }) => topic.endsWith(`cam/${camera}/features`))
        .slice(1) // The first look comes at once.
        .reduce((sum, { payload }) => sum + payload.length, 0);
    const looks = features('quiet');
    const seconds = ((looks.at(-1)?.capturedAt ?? 0) - (looks[0]?.capturedAt ?? 0)) / 1000;
    // What a busy one sends where the machine keeps up with it.
    const busy = (bytes('lively') / (features('lively').length - 1)) * defaultGaze.active_fps * seconds;
    expect(bytes('quiet')).toBeGreaterThan(0);
    expect(bytes('quiet')).toBeLessThanOrEqual(0.1 * busy);
  });

  test('says everything again to a broker that has forgotten it', async () => {
    const agent = openAgent([{ id: 'yard', url: virtual.url('yard') }]);
    await agent.start(signal);
    await waitFor(() => texts('cam/yard/status').some((text) => text.includes('online')));
    const before = broker.messages.length;
    await broker.stop();
    await broker.start();
    const after = () => broker.messages.slice(before).map(({ topic }) => topic.replace('splitsight/v1/home/', ''));
    await waitFor(() =>
      ['node/edge-1/status', 'node/edge-1/info', 'cam/yard/status', 'cam/yard/features'].every((topic) =>
        after().includes(topic),
      ),
    );
    const sequences = features('yard').map(({ sequence }) => sequence);
    expect([...new Set(sequences)]).toEqual(Array.from(new Set(sequences), (_, i) => i));
    await agent.stop();
  });

  test('does not start without its model', async () => {
    const agent = openAgent([{ id: 'yard', url: clip }], { model: { path: join(folder, 'nowhere') } });
    await expect(agent.start(signal)).rejects.toMatchObject({ code: 'MODEL_MISSING' });
    await agent.stop();
  });
});

describe('splitsight-edge', () => {
  /** Runs the program on a configuration. */
  function run(config: string, env: NodeJS.ProcessEnv = process.env) {
    const file = join(mkdtempSync(join(folder, 'run-')), 'edge.yaml');
    writeFileSync(file, config);
    const loader = ['--import', 'tsx', '--conditions', 'splitsight-source'];
    const child = spawn(process.execPath, [...loader, main, '--config', file], { env, cwd: dirname(main) });
    children.push(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    return { child, pid: child.pid ?? 0, output: () => output };
  }

  test('ends well on SIGTERM, within three seconds, and leaves no ffmpeg', async () => {
    const { child, pid, output } = run(
      settings([
        { id: 'yard', url: virtual.url('yard') },
        { id: 'clip', url: clip },
      ]),
    );
    await waitFor(() => features('yard').length > 0 && features('clip').length > 0);
    const players = await playersOf(pid, 2);
    const ended = once(child, 'close');
    child.kill('SIGTERM');
    expect(await calmTimeOf(() => ended, [pid])).toBeLessThan(3_000);
    expect(await ended).toEqual([0, null]);
    expect(players.filter(({ pid }) => existsSync(`/proc/${pid}`))).toEqual([]);
    expect(texts('node/edge-1/status').at(-1)).toBe('stopped');
    expect(output()).toBe('');
  });

  test('killed outright, it is reported offline, and its ffmpegs end by themselves, the stalled one too', async () => {
    const cameras = [
      { id: 'yard', url: virtual.url('yard') },
      { id: 'gate', url: virtual.url('locked') },
    ];
    const { child, pid } = run(settings(cameras, { watchdog: { stall_s: 3, first_wait_s: 0.1 } }));
    await waitFor(() => features('yard').length > 0 && features('gate').length > 0);
    const players = await playersOf(pid, 2);
    virtual.pause('locked');
    child.kill('SIGKILL');
    await waitFor(() => players.every(({ pid }) => !existsSync(`/proc/${pid}`)));
    await waitFor(() => texts('node/edge-1/status').at(-1) === 'offline');
    virtual.resume('locked');
  });

  const modelOf = (codec: string) => ({ model: { path: join(folder, 'model'), codec } });
  test.each([
    [78, 'CONFIG_INVALID: ', 'idel_fps', () => ({ gaze: { idel_fps: 1 } }), process.env],
    [78, 'MODEL_CODEC_MISSING: ', 'pca128-u8', () => modelOf('pca128-u8'), process.env],
    [1, 'MODEL_MISSING: ', 'nowhere', () => ({ model: { path: '/nowhere' } }), process.env],
    [1, 'FFMPEG_MISSING: ', 'apt install ffmpeg', () => ({}), { PATH: '/nonexistent' }],
  ])('a start that cannot be is one line and %i, %s… %s', async (status, code, words, extra, env) => {
    const { child, output } = run(settings([{ id: 'yard', url: clip }], extra()), env);
    // Its last words may be read after it is gone.
    const [exitCode] = await once(child, 'close');
    expect(exitCode).toBe(status);
    const lines = output().trim().split('\n');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(code);
    expect(lines[0]).toContain(words);
  });

  test('shows no password in its log', async () => {
    const cameras = [
      { id: 'shut', url: virtual.url('locked').replace(/\/\/.*@/, '//'), username: 'guard', password: `${password}!` },
      { id: 'dead', url: 'rtsp://127.0.0.1:1/x', username: 'guard', password },
    ];
    const { child, output } = run(settings(cameras, { log_level: 'debug' }));
    await waitFor(() => output().includes('CAMERA_UNAUTHORIZED') && output().includes('CAMERA_UNREACHABLE'));
    child.kill('SIGTERM');
    await once(child, 'close');
    expect(output()).not.toMatch(/p@ss|p%40ss|guard/);
  });
});

/** A clip in which something moves all the time. */
function lively(): string {
  const path = join(folder, 'lively.mp4');
  const scene = 'color=gray:s=160x90:r=15:d=4[a];color=white:s=30x30:r=15:d=4[b];[a][b]overlay=x=60+50*sin(3*t):y=30';
  execFileSync('ffmpeg', ['-loglevel', 'error', '-f', 'lavfi', '-i', scene, '-c:v', 'libx264', path]);
  return path;
}
