import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@splitsight/kernel';
import { childrenOf, openGarbageServer, openVirtualCameras, type VirtualCameras, waitFor } from '@splitsight/testkit';
import type { Frame } from '@splitsight/vision';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Camera, type CameraOptions, createCamera } from './camera.ts';
import { type CameraFailure, describeFailure } from './failure.ts';
import { requireFfmpeg } from './ffmpeg.ts';

const size = { width: 160, height: 90 };
const password = 'p@ss:w/rd #?%&\'"é';
/** A machine that has much else to do may start an ffmpeg in seconds: no camera is tried again for that alone. */
const watchdog = { stall_s: 20, first_wait_s: 0.05, max_wait_s: 0.1 };
/** For cameras that go silent. */
const strict = { ...watchdog, stall_s: 4 };
const ffmpegCount = () => childrenOf(process.pid).filter(({ name }) => name === 'ffmpeg').length;

let folder: string;
let clip: string;
let virtual: VirtualCameras;
beforeAll(async () => {
  await requireFfmpeg();
  folder = mkdtempSync(join(tmpdir(), 'splitsight-camera-'));
  clip = join(folder, 'clip.mkv');
  const make = ['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=15:d=2', '-c:v', 'libx264', '-preset', 'ultrafast', clip];
  execFileSync('ffmpeg', ['-loglevel', 'error', ...make]);
  virtual = await openVirtualCameras({
    cameras: [
      { path: 'open', ...size, fps: 15 },
      { path: 'locked', ...size, fps: 15, user: 'guard', password },
    ],
  });
});
afterAll(async () => {
  await virtual.close();
  rmSync(folder, { recursive: true });
});

const watching: Camera[] = [];
afterEach(async () => {
  await Promise.all(watching.splice(0).map((camera) => camera.stop()));
  expect(ffmpegCount()).toBe(0);
});

/** Watches a camera and keeps what it tells. */
function watch(source: CameraOptions['source'], options: Partial<CameraOptions> = {}) {
  const seen = { frames: 0, online: 0, failures: [] as CameraFailure[], last: undefined as Frame | undefined, late: 0 };
  const camera = createCamera(
    { source, transport: 'tcp', size, watchdog, clock: systemClock, ...options },
    {
      onFrame(frame) {
        seen.frames++;
        seen.late = Math.max(seen.late, Math.abs(Date.now() - frame.capturedAt));
        seen.last = { ...frame, rgb: frame.rgb.slice() };
        camera.release(frame);
      },
      onOnline: () => void seen.online++,
      onOffline: (failure) => void seen.failures.push(failure),
    },
  );
  watching.push(camera);
  void camera.start(new AbortController().signal);
  return { camera, seen };
}

describe('a camera', () => {
  test('gives every picture of an RTSP stream, at its size and rate, stamped as it comes', async () => {
    const { seen } = watch({ url: virtual.url('open') });
    await waitFor(() => seen.frames >= 30);
    const { width, height, rgb } = seen.last ?? {};
    expect([width, height, rgb?.length]).toEqual([160, 90, 160 * 90 * 3]);
    expect(new Set(rgb).size).toBeGreaterThan(30);
    expect(seen.late).toBeLessThan(2_000);
    expect(seen.online).toBe(1);
  });

  test('plays a file over and over at its own pace', async () => {
    const began = performance.now();
    const { seen } = watch({ url: clip });
    await waitFor(() => seen.frames >= 45);
    expect(performance.now() - began).toBeGreaterThan(2_000);
    expect(seen.failures).toEqual([]);
  });

  test('watches motion JPEG over HTTP', async () => {
    const jpeg = execFileSync('ffmpeg', ['-loglevel', 'error', '-i', clip, '-frames:v', '1', '-f', 'mjpeg', 'pipe:1']);
    const server = createServer((_request, response) => {
      response.setHeader('content-type', 'multipart/x-mixed-replace; boundary=frame');
      const timer = setInterval(() => {
        response.write(`--frame\r\nContent-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`);
        response.write(jpeg);
        response.write('\r\n');
      }, 50);
      response.on('close', () => clearInterval(timer));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const { seen, camera } = watch({ url: `http://127.0.0.1:${port}/video` });
    await waitFor(() => seen.frames >= 5);
    await camera.stop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  test('knows user and password, whatever characters they hold', async () => {
    const { seen } = watch({ url: virtual.url('locked').replace(/\/\/.*@/, '//'), username: 'guard', password });
    await waitFor(() => seen.frames >= 3);
    const inUrl = watch({ url: virtual.url('locked') });
    await waitFor(() => inUrl.seen.frames >= 3);
  });

  test.each([
    [
      'CAMERA_UNAUTHORIZED',
      () => ({ url: virtual.url('open').replace('open', 'locked'), username: 'guard', password: 'wr@ng/' }),
    ],
    ['CAMERA_NOT_FOUND', () => ({ url: virtual.url('open').replace('open', 'nowhere'), username: 'guard', password })],
    ['CAMERA_UNREACHABLE', () => ({ url: 'rtsp://127.0.0.1:1/x', username: 'guard', password })],
    ['CAMERA_NOT_FOUND', () => ({ url: join(folder, 'missing.mp4') })],
    ['CAMERA_NOT_VIDEO', () => ({ url: write('text.mp4', Buffer.from('no video at all'.repeat(100))) })],
    ['CAMERA_NOT_VIDEO', () => ({ url: folder })],
    ['CAMERA_CODEC_UNKNOWN', () => ({ url: write('codec.mkv', replaced('V_MPEG4/ISO/AVC', 'V_NOSUCH/CO/DEC')) })],
    ['CAMERA_GARBAGE', () => ({ url: write('garbage.mkv', damaged()) })],
  ])('%s when that is so, and it tries again', async (code, source) => {
    // A damaged file is played on and on, and never shows a picture.
    const { seen, camera } = watch(source(), { watchdog: code === 'CAMERA_GARBAGE' ? strict : watchdog });
    await waitFor(() => camera.restarts() >= 1);
    expect(seen.failures[0]?.code).toBe(code);
    const told = seen.failures.map(describeFailure).join('\n');
    expect(told).toContain(code);
    expect(told).not.toMatch(/p@ss|wr@ng|%40|guard/);
  });

  test('an RTSP server that is none is told for what it is', async () => {
    const kinds = [
      ['video', /CAMERA_(GARBAGE|STALLED)/],
      ['codec', /CAMERA_CODEC_UNKNOWN/],
      ['protocol', /CAMERA_(NOT_VIDEO|UNREACHABLE)/],
      ['silence', /CAMERA_(UNREACHABLE|STALLED)/],
    ] as const;
    const told = kinds.map(async ([kind, code]) => {
      const server = await openGarbageServer({ kind });
      const { seen, camera } = watch({ url: server.url }, { watchdog: kind === 'codec' ? watchdog : strict });
      await waitFor(() => seen.failures.length >= 1);
      await camera.stop();
      await server.close();
      return [kind, seen.failures[0]?.code, code] as const;
    });
    for (const [kind, code, expected] of await Promise.all(told)) expect(code, kind).toMatch(expected);
  });

  test('a stream that stops sending is started again, and comes back', async () => {
    const { seen } = watch({ url: virtual.url('open') }, { watchdog: strict });
    await waitFor(() => seen.frames >= 3);
    const failures = seen.failures.length;
    virtual.pause('open');
    await waitFor(() => seen.failures.length > failures);
    expect(seen.failures[failures]?.code).toBe('CAMERA_STALLED');
    virtual.resume('open');
    const before = seen.frames;
    await waitFor(() => seen.frames > before + 3);
  });

  test('after 20 forced restarts there is one ffmpeg a camera, and none is slowed by the other', async () => {
    const [dropped, killed, dead, calm] = [
      watch({ url: virtual.url('open') }),
      watch({ url: clip }),
      watch({ url: 'rtsp://127.0.0.1:1/x' }),
      watch({ url: clip }),
    ];
    await waitFor(() => dropped.seen.frames > 0 && killed.seen.frames > 0 && calm.seen.frames > 0);
    for (let round = 0; round < 20; round++) {
      const frames = dropped.seen.frames;
      virtual.drop('open');
      await waitFor(() => dropped.camera.restarts() > round && dropped.seen.frames > frames + 1);
    }
    expect(dropped.camera.restarts()).toBeGreaterThanOrEqual(20);
    expect(dropped.seen.failures.map(({ code }) => code)).toContain('CAMERA_ENDED');
    await dead.camera.stop();
    await waitFor(() => ffmpegCount() === 3);
    expect(killed.camera.restarts() + calm.camera.restarts()).toBe(0);
  }, 180_000);

  test('an ffmpeg that dies is replaced', async () => {
    const { seen, camera } = watch({ url: clip });
    await waitFor(() => seen.frames > 0);
    for (const { pid } of childrenOf(process.pid).filter(({ name }) => name === 'ffmpeg')) process.kill(pid, 'SIGKILL');
    await waitFor(() => camera.restarts() === 1 && seen.online === 2);
    expect(seen.failures[0]?.code).toBe('CAMERA_ENDED');
  });

  test('stops at once, at any moment, any number of times, and leaves no ffmpeg', async () => {
    const { camera } = watch({ url: virtual.url('open') });
    await Promise.all([camera.stop(), camera.stop()]);
    const { camera: second } = watch({ url: 'rtsp://127.0.0.1:1/x' });
    await waitFor(() => second.restarts() > 1);
    await second.stop();
    expect(ffmpegCount()).toBe(0);
  });
});

function write(name: string, content: Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function replaced(text: string, by: string): Buffer {
  return Buffer.from(readFileSync(clip, 'latin1').replace(text, by), 'latin1');
}

/** The clip with every byte after its description overwritten, block heads and all that stand every 64 bytes left in. */
function damaged(): Buffer {
  const bytes = readFileSync(clip);
  for (let i = bytes.indexOf('1f43b675', 0, 'hex') + 40; i < bytes.length; i++) {
    if (i % 64 > 20) bytes[i] = (i * 7919) & 255;
  }
  return bytes;
}
