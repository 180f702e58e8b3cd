import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodePicture } from '@splitsight/vision/picture';
import { expect, test } from 'vitest';
import { isHappening } from '../scene/index.ts';
import { listSamples } from './samples.ts';
import { writeSceneDataset } from './scene-dataset.ts';

test('a list has as many fires as other pictures, of several sizes, and depends on nothing but its seed', () => {
  const samples = listSamples({ count: 41, seed: 1 });
  expect(samples.filter(({ label }) => label === 'fire')).toHaveLength(41);
  expect(samples.filter(({ label }) => label === 'normal')).toHaveLength(41);
  expect(listSamples({ count: 41, seed: 1 })).toEqual(samples);
  const seeds = (list: typeof samples) => new Set(list.map(({ scene }) => scene.seed));
  const others = seeds(listSamples({ count: 41, seed: 2 }));
  expect([...seeds(samples)].filter((seed) => others.has(seed))).toEqual([]);
  expect(new Set(samples.map(({ scene }) => scene.light)).size).toBe(4);
});

test('fire burns in each picture that says so, crops are square in pixels and inside the frame', () => {
  for (const { label, scene, t, crop } of listSamples({ count: 60, seed: 5 })) {
    const burns = scene.events.some((event) => event.kind === 'fire' && isHappening(event, t));
    expect(burns).toBe(label === 'fire');
    if (!crop) continue;
    expect(crop.width * 640).toBeCloseTo(crop.height * 360, 6);
    expect(Math.min(crop.x, crop.y)).toBeGreaterThanOrEqual(0);
    expect(Math.max(crop.x + crop.width, crop.y + crop.height)).toBeLessThanOrEqual(1 + 1e-9);
  }
});

test('a data set is written as JPEG files of the size asked for', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'splitsight-scenes-'));
  try {
    await writeSceneDataset(directory, { count: 2, seed: 9, size: 200 });
    for (const label of ['fire', 'normal']) {
      const files = (await readdir(join(directory, label))).toSorted();
      expect(files).toEqual(['scene-9-00000-crop.jpg', 'scene-9-00000.jpg']);
      const crop = await decodePicture(join(directory, label, files[0] ?? ''));
      const frame = await decodePicture(join(directory, label, files[1] ?? ''));
      expect(crop.width).toBe(crop.height);
      expect([frame.width, frame.height]).toEqual([200, 113]);
    }
  } finally {
    await rm(directory, { recursive: true });
  }
});
