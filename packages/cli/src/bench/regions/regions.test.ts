import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom } from '@splitsight/learn';
import { writeTinyBackbone } from '@splitsight/testkit';
import { listPictures } from '@splitsight/training';
import { encodeJpeg } from '@splitsight/vision/picture';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { benchRegions } from './regions.ts';
import { foldsOf, makeScenes, type Scene } from './scenes.ts';
import { methods } from './scores.ts';

let folder: string;
let images: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'splitsight-bench-regions-'));
  images = join(folder, 'images');
  writeTinyBackbone(join(folder, 'backbone'));
  await writePictures('fire', 12, [240, 140, 40]);
  await writePictures('normal', 24, [90, 110, 100]);
});
afterEach(() => rmSync(folder, { recursive: true }));

async function writePictures(label: string, count: number, colour: readonly number[]) {
  mkdirSync(join(images, label), { recursive: true });
  const random = createRandom(count);
  for (let i = 0; i < count; i++) {
    const rgb = Uint8Array.from({ length: 96 * 64 * 3 }, (_, at) => (colour[at % 3] ?? 0) + 20 * (random() - 0.5));
    const name = `${label}_${String(i).padStart(2, '0')}.jpg`;
    writeFileSync(join(images, label, name), await encodeJpeg({ width: 96, height: 64, rgb, capturedAt: 0 }));
  }
}

const signal = new AbortController().signal;
const ignore = () => undefined;

it('what is pasted into a picture is of its fold, and no group is in two', async () => {
  const pictures = listPictures(images);
  // Near-duplicates in pairs.
  const from = { pictures, groups: pictures.map((_, i) => Math.floor(i / 2)), seed: 3, onUnreadable: ignore };
  const foldOf = foldsOf(from);
  const scenes: Scene[] = [];
  for await (const { scene } of makeScenes(from)) scenes.push(scene);
  expect(scenes.filter(({ kind }) => kind === 'fire')).toHaveLength(12);
  expect(scenes.filter(({ kind }) => kind === 'normal')).toHaveLength(24);
  expect(scenes.filter(({ kind }) => kind === 'pasted')).toHaveLength(36);
  for (const { fold, group, pastedGroup } of scenes) {
    expect(foldOf.get(group)).toBe(fold);
    if (pastedGroup !== null) expect(foldOf.get(pastedGroup)).toBe(fold);
  }
});

it('reports what each way to look finds and costs', async () => {
  const backbone = join(folder, 'backbone');
  const report = await benchRegions({
    ...{ images, backbone, threads: 1, seed: 1, signal },
    ...{ onProgress: ignore, onUnreadable: ignore },
  });
  expect(report).toMatchObject({ bench: 'regions', backbone: 'tiny-colour', n: { fire: 12, normal: 24, pasted: 36 } });
  for (const heads of Object.values(report.heads)) {
    expect(Object.keys(heads)).toEqual([...methods]);
    expect(heads.global.fires.picture).toMatchObject({ n: 12, recall_at_1: { value: 1 }, auroc: 1 });
    expect(Object.keys(heads.tiles.fires)).toEqual(['picture', '1/4', '1/8', '1/16']);
  }
  // A region with its box and eight bytes takes at most 32, whatever is around it 41.
  expect(report.cost.global.bytes).toBeLessThanOrEqual(73);
  expect(report.cost['global + patch5'].bytes).toBeGreaterThan(report.cost.patch5.bytes);
  expect(report.cost.tiles.bytes).toBeGreaterThan(report.cost.patch5.bytes);
});

it('refuses pictures of other classes', async () => {
  const options = { backbone: join(folder, 'backbone'), threads: 1, seed: 1, signal };
  const run = (dir: string) => benchRegions({ ...options, images: dir, onProgress: ignore, onUnreadable: ignore });
  await writePictures('smoke', 2, [50, 50, 50]);
  await expect(run(images)).rejects.toMatchObject({ code: 'HEAD_CLASS_UNKNOWN' });
  await expect(run(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'HEAD_PICTURES' });
});
