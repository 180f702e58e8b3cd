import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Disturbance, disturb } from '@splitsight/testkit';
import { createGaze, createTamperWatch, defaultGaze, defaultTamper, type Frame } from '@splitsight/vision';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openClip } from './clip.ts';

const folder = fileURLToPath(new URL('../../../../shared/data/video/', import.meta.url));
const isHere = existsSync(folder);
const clips = isHere ? readdirSync(folder).filter((name) => name.endsWith('.mp4')) : [];
/** Cameras that stand still; the aerial one never does, so no view of it is known that could be lost. */
const still = ['intrusion_2.mp4', 'cars-parking.mp4', 'bottles.mp4', 'pedestrians.mp4', 'smoke-distant.mp4'];
/** The size that agents watch at by default, and fewer pictures than any camera sends. */
const size = { width: 640, height: 360 };
const fps = 4;

type Pictures = readonly Uint8Array[];

async function read(path: string, seconds: number): Promise<Pictures> {
  const pictures: Uint8Array[] = [];
  for await (const { rgb } of openClip(path, { ...size, fps })) {
    if (pictures.push(rgb) >= seconds * fps) break;
  }
  return pictures;
}

interface Told {
  readonly lie: string;
  /** In seconds of the stretch in which it was told. */
  readonly after: number;
}

/** What an agent says of a camera, as it is configured by default, that shows some pictures over and over, then others. */
function tell(...stretches: readonly (readonly [seconds: number, pictures: Pictures])[]): readonly (readonly Told[])[] {
  const gaze = createGaze(defaultGaze);
  const watch = createTamperWatch(defaultTamper);
  let [count, last] = [0, 'nothing'];
  return stretches.map(([seconds, pictures]) => {
    const told: Told[] = [];
    for (let i = 0; i < seconds * fps; i++) {
      const rgb = pictures[i % pictures.length] as Uint8Array;
      const frame: Frame = { ...size, rgb, capturedAt: Math.round((count++ * 1000) / fps) };
      gaze.step(frame);
      const plane = gaze.plane();
      const lie = (plane && watch.step(frame, plane)?.lie) ?? 'nothing';
      if (lie !== last) told.push({ lie, after: i / fps });
      last = lie;
    }
    return told;
  });
}

/** The first two seconds, disturbed: they are shown over and over. */
const disturbed = (pictures: Pictures, how: Exclude<Disturbance, 'frozen'>): Pictures =>
  pictures.slice(0, 2 * fps).map((picture, seed) => {
    const rgb = picture.slice();
    disturb({ ...size, rgb }, how, seed);
    return rgb;
  });

/** One picture as a camera's encoder sends it on and on, at a steady bit rate and with a key frame every two seconds. */
async function reencoded(picture: Uint8Array, into: string): Promise<Pictures> {
  const raw = ['-f', 'rawvideo', '-s', `${size.width}x${size.height}`, '-pix_fmt', 'rgb24', '-r', '10', '-i', 'pipe:0'];
  const rate = ['-b:v', '600k', '-maxrate', '600k', '-bufsize', '600k', '-g', '20'];
  const encoder = ['-vf', 'loop=loop=119:size=1', '-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency'];
  execFileSync('ffmpeg', ['-loglevel', 'error', ...raw, ...encoder, ...rate, into], { input: picture });
  return read(into, 12);
}

const [learnt, recovered] = [100, 15];
/** By the issue: how soon what is wrong must be told. */
const limits: Readonly<Record<Disturbance, number>> = { frozen: 10, covered: 10, defocused: 60, moved: 60 };

describe.skipIf(!isHere)(`cameras that lie${isHere ? '' : ' (skipped: ../shared/data is not here)'}`, () => {
  let own: string;
  beforeAll(() => {
    own = mkdtempSync(join(tmpdir(), 'splitsight-tamper-clips-'));
  });
  afterAll(() => rmSync(own, { recursive: true }));

  /** Holds that nothing is told of a good camera, that each lie alone is told in time, and that it is over soon after it. */
  function expectTold(good: Pictures, lies: readonly (readonly [how: Disturbance, wrong: Pictures])[]): void {
    const turns = lies.flatMap(([how, wrong]) => [[limits[how], wrong] as const, [recovered, good] as const]);
    const told = tell([learnt, good], ...turns);
    const expected = lies.flatMap(([how]) => [[how], ['nothing']]);
    expect(told.map((stretch) => stretch.map(({ lie }) => lie))).toEqual([[], ...expected]);
    for (const [turn, over] of told.entries()) {
      if (turn > 0 && turn % 2 === 0) expect(over[0]?.after).toBeLessThanOrEqual(10);
    }
  }

  test.each(clips)('are told apart from what %s shows', async (name) => {
    const good = await read(`${folder}${name}`, 30);
    const covered = ['covered', disturbed(good, 'covered')] as const;
    const rest = (['defocused', 'moved'] as const).map((how) => [how, disturbed(good, how)] as const);
    const frozen = (at: number) => ['frozen', good.slice(at, at + 1)] as const;
    expectTold(good, [frozen(5), covered, frozen(7), ...(still.includes(name) ? rest : [])]);
  });

  test.each(['intrusion_2.mp4', 'smoke-distant.mp4'])(
    'are told when an encoder makes much of a frozen %s',
    { timeout: 120_000 },
    async (name) => {
      const good = await read(`${folder}${name}`, 30);
      const wrong = await reencoded(good[5] as Uint8Array, join(own, `${name}.mkv`));
      expect(new Set(wrong.map((picture) => createHash('sha256').update(picture).digest('hex'))).size).toBeGreaterThan(
        fps,
      );
      expectTold(good, [['frozen', wrong]]);
    },
  );
});
