import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childrenOf } from '@splitsight/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openClip } from './clip.ts';

const options = { fps: 5, width: 64, height: 36 };

describe('openClip', () => {
  let folder: string;
  let clip: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'splitsight-clip-'));
    clip = join(folder, '-a clip: odd%20name.mp4');
    const make = ['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=30:d=4', '-c:v', 'libx264', `file:${clip}`];
    execFileSync('ffmpeg', ['-loglevel', 'error', ...make]);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
    expect(childrenOf(process.pid).filter(({ name }) => name === 'ffmpeg')).toEqual([]);
  });

  async function play(slow = false) {
    const frames: { at: number; hash: string }[] = [];
    for await (const { rgb, capturedAt } of openClip(clip, options)) {
      if (slow) await new Promise((resolve) => setTimeout(resolve, 20));
      frames.push({ at: capturedAt, hash: createHash('sha256').update(rgb).digest('hex') });
    }
    return frames;
  }

  test('gives evenly spaced pictures with their positions, the same every time, however slowly they are taken', async () => {
    const frames = await play();
    expect(frames.map(({ at }) => at)).toEqual(Array.from({ length: 20 }, (_, i) => i * 200));
    expect(new Set(frames.map(({ hash }) => hash)).size).toBe(20);
    expect(await play(true)).toEqual(frames);
  });

  test('ends when the loop is left and when it is aborted', async () => {
    for await (const _ of openClip(clip, options)) break;
    // More than a pipe holds: the decoder waits for somebody to read.
    for await (const _ of openClip(clip, { fps: 5, width: 1280, height: 720 })) break;
    const abort = new AbortController();
    let count = 0;
    for await (const _ of openClip(clip, { ...options, signal: abort.signal })) if (++count === 3) abort.abort();
    expect(count).toBe(3);
    for await (const _ of openClip(clip, { ...options, signal: abort.signal })) count++;
    expect(count).toBe(3);
  });

  test.each(['missing.mp4', 'text.mp4'])('refuses %s with a code', async (name) => {
    writeFileSync(join(folder, 'text.mp4'), 'no video');
    const playing = openClip(join(folder, name), options).next();
    await expect(playing).rejects.toMatchObject({ code: 'CLIP_UNREADABLE' });
  });
});
