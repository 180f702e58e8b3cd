import { type ChildProcess, spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { childrenOf } from '../processes.ts';
import { createEvent, createScene } from '../scene/index.ts';
import { waitFor } from '../wait.ts';
import { openGarbageServer } from './garbage-server.ts';
import { openVirtualCameras, type VirtualCameras } from './virtual-cameras.ts';

const size = { width: 160, height: 90, fps: 15 };
const frameBytes = 160 * 90;

describe('virtual cameras', () => {
  let cameras: VirtualCameras;
  beforeAll(async () => {
    cameras = await openVirtualCameras({
      cameras: [
        { path: 'open', seed: 3, ...size },
        { path: 'locked', seed: 4, user: 'guard', password: 'p@ss word', ...size },
        { path: 'event', scene: createScene(7, { light: 'night', noise: 0, wind: 0 }), ...size },
      ],
    });
  });
  afterAll(() => cameras.close());

  test.each(['tcp', 'udp'])('ffmpeg plays a camera over %s', async (transport) => {
    const player = play(cameras.url('open'), transport);
    await waitFor(() => player.frames.length >= 20);
    const frame = player.frames.at(-1) ?? new Uint8Array();
    expect(new Set(frame).size).toBeGreaterThan(50);
    await player.stop();
  });

  test('several clients watch one camera, and a late one gets its picture too', async () => {
    const first = play(cameras.url('open'));
    await waitFor(() => first.frames.length >= 5);
    const second = play(cameras.url('open'));
    await waitFor(() => second.frames.length >= 5);
    const seen = first.frames.length;
    await second.stop();
    await waitFor(() => first.frames.length > seen + 5);
    await first.stop();
  });

  test('clients come back after each of 20 drops', async () => {
    for (let round = 0; round < 20; round++) {
      const player = play(cameras.url('open'));
      await waitFor(() => player.frames.length >= 1);
      if (round % 2 === 0) cameras.drop('open');
      else player.child.kill('SIGKILL');
      await player.ended;
    }
    expect(childrenOf(process.pid).filter(({ name }) => name === 'python3')).toHaveLength(1);
  });

  test('a camera with a password lets in only who knows it', async () => {
    const right = play(cameras.url('locked'));
    await waitFor(() => right.frames.length >= 3);
    const wrong = play(cameras.url('locked').replace('p%40ss', 'guess'));
    expect(await wrong.ended).toContain('401');
    expect(wrong.frames).toHaveLength(0);
    const nobody = play(cameras.url('locked').replace(/\/\/.*@/, '//'));
    expect(await nobody.ended).toContain('401');
    await right.stop();
  });

  test('a triggered event is in no frame before handedAt', async () => {
    const player = play(cameras.url('event'));
    await waitFor(() => player.frames.length >= 15);
    const asked = Date.now();
    const { handedAt } = await cameras.trigger('event', 'fire', { size: 'full', duration_ms: 1000 });
    expect(handedAt).toBeGreaterThanOrEqual(asked);
    expect(handedAt).toBeLessThanOrEqual(Date.now());
    const calm = player.frames[5] ?? new Uint8Array();
    const burns = (frame: Uint8Array) => brighterThan(calm, frame) > 0.02;
    await waitFor(() => player.frames.some(burns));
    const first = player.frames.findIndex(burns);
    expect(player.times[first]).toBeGreaterThanOrEqual(handedAt);
    const before = player.times.filter((time) => time < handedAt).length;
    // A second of frames is on its way at most, and as many as a machine kept back that let nothing through for a while.
    const pauses = player.times.slice(1, first + 1).map((time, i) => time - (player.times[i] ?? time));
    expect(first - before).toBeLessThan(15 * (1 + Math.max(...pauses) / 1000));
    await waitFor(() => player.frames.length > first + 25);
    // At 15 frames a second, one second is 15 of them, or less where the machine was late.
    expect(player.frames.filter(burns).length).toBeLessThanOrEqual(16);
    expect(player.frames.slice(first + 16).some(burns)).toBe(false);
    await player.stop();
  });

  test('a paused camera sends nothing and keeps the connection', async () => {
    const player = play(cameras.url('open'));
    await waitFor(() => player.frames.length >= 5);
    cameras.pause('open');
    const before = (await cameras.counts()).open;
    await new Promise((resolve) => setTimeout(resolve, 500));
    const after = (await cameras.counts()).open;
    expect(after).toEqual(before);
    const seen = player.frames.length;
    cameras.resume('open');
    await waitFor(() => player.frames.length > seen + 5);
    expect(player.child.exitCode).toBeNull();
    await player.stop();
  });

  test('an unknown camera has no address and no events', async () => {
    expect(() => cameras.url('nowhere')).toThrow(/there is no camera "nowhere"/);
    await expect(cameras.trigger('nowhere', 'car')).rejects.toMatchObject({ code: 'TESTKIT_RTSP_FAILED' });
    const player = play(cameras.url('open').replace('open', 'nowhere'));
    expect(await player.ended).toContain('404');
  });
});

test('close leaves no process and ends what waits', async () => {
  const before = childrenOf(process.pid).length;
  const scene = createScene(2, { events: [createEvent('car', 0)] });
  const cameras = await openVirtualCameras({ cameras: [{ path: 'a', scene, ...size }] });
  expect(childrenOf(process.pid).length).toBeGreaterThan(before);
  cameras.pause('a');
  const never = cameras.trigger('a', 'fire');
  for (let i = 1; i < 64; i++) cameras.trigger('a', 'car').catch(() => undefined);
  await expect(cameras.trigger('a', 'car')).rejects.toThrow(/too many events at "a"/);
  const refused = expect(never).rejects.toMatchObject({ code: 'TESTKIT_RTSP_FAILED' });
  await cameras.close();
  await refused;
  expect(childrenOf(process.pid)).toHaveLength(before);
  await cameras.close();
});

test('when the process that renders is killed, the RTSP server goes too and the next call says so', async () => {
  const before = new Set(childrenOf(process.pid).map(({ pid }) => pid));
  const cameras = await openVirtualCameras({ cameras: [{ path: 'a', ...size }] });
  const mine = () => childrenOf(process.pid).filter(({ pid }) => !before.has(pid));
  const server = mine().find(({ name }) => name === 'python3');
  const host = mine().find(({ pid }) => pid === server?.parent);
  process.kill(host?.pid ?? 0, 'SIGKILL');
  await waitFor(() => !childrenOf(1).some(({ pid }) => pid === server?.pid) && mine().length === 0);
  await expect(cameras.trigger('a', 'fire')).rejects.toMatchObject({ code: 'TESTKIT_RTSP_FAILED' });
  await cameras.close();
});

test.each(['video', 'codec', 'protocol'] as const)(
  'a garbage server of kind %s gives ffmpeg no picture',
  async (kind) => {
    const server = await openGarbageServer({ kind });
    const player = play(server.url, 'tcp', ['-t', '1']);
    await Promise.race([player.ended, new Promise((resolve) => setTimeout(resolve, 2500))]);
    expect(player.frames).toHaveLength(0);
    await player.stop();
    await server.close();
  },
);

interface Player {
  readonly child: ChildProcess;
  /** The brightness of each frame. */
  readonly frames: Uint8Array[];
  /** When each frame came, ms since the epoch. */
  readonly times: number[];
  /** What ffmpeg said, when it has ended. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

function play(url: string, transport = 'tcp', more: readonly string[] = []): Player {
  const input = ['-rtsp_transport', transport, '-fflags', 'nobuffer', '-flags', 'low_delay', '-probesize', '500'];
  const output = ['-fps_mode', 'passthrough', '-f', 'rawvideo', '-pix_fmt', 'gray', '-'];
  const child = spawn('ffmpeg', ['-v', 'error', '-threads', '1', ...input, '-i', url, ...more, ...output]);
  const frames: Uint8Array[] = [];
  const times: number[] = [];
  let rest = Buffer.alloc(0);
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    for (; rest.length >= frameBytes; rest = rest.subarray(frameBytes)) {
      frames.push(Uint8Array.from(rest.subarray(0, frameBytes)));
      times.push(Date.now());
    }
  });
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const ended = new Promise<string>((resolve) => child.once('close', () => resolve(said)));
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  return { child, frames, times, ended, stop };
}

/** The share of pixels that are clearly brighter in `b`. */
function brighterThan(a: Uint8Array, b: Uint8Array): number {
  return b.filter((value, i) => value > (a[i] ?? 0) + 40).length / b.length;
}
