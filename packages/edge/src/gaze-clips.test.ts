import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createGaze, type Region } from '@splitsight/vision';
import { describe, expect, test } from 'vitest';
import { openClip } from './clip.ts';
import { gazeSchema } from './config/gaze.ts';

const clips = fileURLToPath(new URL('../../../../shared/data/video/', import.meta.url));

/** The looks of a real clip: when, and at what. */
async function watch(name: string) {
  const gaze = createGaze(gazeSchema.parse({}));
  const looks: { at: number; regions: readonly Region[] }[] = [];
  for await (const frame of openClip(`${clips}${name}`, { fps: 15, width: 640, height: 360 })) {
    const regions = gaze.step(frame);
    if (regions) looks.push({ at: frame.capturedAt, regions });
  }
  return looks;
}

const isHere = existsSync(clips);

describe.skipIf(!isHere)(`the gaze on real clips${isHere ? '' : ' (skipped: ../shared/data is not here)'}`, () => {
  test('an empty room is looked at now and then, and the intruder as soon as she comes, six seconds in', async () => {
    const looks = await watch('intrusion_1.mp4');
    const close = looks.filter(({ regions }) => regions.some(({ kind }) => kind === 'motion'));
    expect(looks.filter(({ at }) => at < 5_000).length).toBeLessThanOrEqual(3);
    expect(close[0]?.at).toBeGreaterThan(5_000);
    expect(close[0]?.at).toBeLessThan(7_000);
    expect(close.filter(({ at }) => at < 19_000).length).toBeGreaterThan(50);
  });

  test('a wildfire is looked at closely all the time', async () => {
    const looks = await watch('wildfire.mp4');
    expect(looks.filter(({ regions }) => regions.length > 1).length).toBeGreaterThan(0.9 * looks.length);
    expect(await watch('wildfire.mp4')).toEqual(looks);
  });
});
