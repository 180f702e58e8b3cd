import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBackbone, openHead } from '@splitsight/inference';
import { createRandom } from '@splitsight/learn';
import { buildCodecs } from '@splitsight/model-tools';
import { writeTinyBackbone } from '@splitsight/testkit';
import { trainHeadOn } from '@splitsight/training';
import { encodeJpeg } from '@splitsight/vision/picture';
import { afterAll, beforeAll, expect, it } from 'vitest';

const side = 24;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'splitsight-models-codec-'));
  writeTinyBackbone(join(folder, 'backbone'), { dims: 132 });
  const random = createRandom(4);
  const draw = (most: number) => Math.floor(most * random());
  // What codecs are calibrated on shows every colour; what the head learns from is reddish or not.
  for (let i = 0; i < 220; i++) await writePicture('calibration/any', i, [draw(256), draw(256), draw(256)]);
  for (let i = 0; i < 10; i++) {
    await writePicture('images/fire', i, [200 + draw(55), draw(60), draw(60)]);
    await writePicture('images/normal', i, [draw(70), 120 + draw(100), 120 + draw(100)]);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

async function writePicture(to: string, number: number, colour: readonly number[]) {
  const directory = join(folder, to);
  mkdirSync(directory, { recursive: true });
  // Darker towards the bottom, so that no square is like another.
  const rgb = Uint8Array.from({ length: side * side * 3 }, (_, at) => {
    return (colour[at % 3] ?? 0) * (1 - Math.floor(at / 3 / side) / 40);
  });
  writeFileSync(join(directory, `${number}.jpg`), await encodeJpeg({ width: side, height: side, rgb, capturedAt: 0 }));
}

it('a head learns through pca128-u8, and scores what an agent sends with it', async () => {
  const backboneDir = join(folder, 'backbone');
  const common = {
    threads: 1,
    signal: new AbortController().signal,
    onUnreadable: () => undefined,
    onProgress: () => undefined,
  };
  await buildCodecs({
    ...common,
    backbone: backboneDir,
    pictures: [{ folder: join(folder, 'calibration'), every: 1 }],
    codecs: ['pca128-u8'],
    quantile: 0.999,
    skipUnreadable: false,
  });
  const { manifest, validation } = await trainHeadOn(join(folder, 'head'), {
    ...common,
    name: 'fire',
    images: join(folder, 'images'),
    extra: [],
    backbone: backboneDir,
    codec: 'pca128-u8',
    l2: 0.1,
    balance: 0.5,
    seed: 1,
    version: '1',
  });
  expect(manifest).toMatchObject({ codec: 'pca128-u8', dims: 132 });
  expect(validation.figures.accuracy.value).toBeGreaterThanOrEqual(0.9);

  const backbone = await openBackbone(backboneDir, { codec: 'pca128-u8', threads: 1 });
  const head = await openHead(join(folder, 'head'), { threads: 1, origin: backbone });
  const image = (colour: readonly number[]) =>
    Uint8Array.from({ length: side * side * 3 }, (_, at) => colour[at % 3] ?? 0);
  const vectors = await backbone.extract(Buffer.concat([image([230, 30, 30]), image([60, 150, 150])]), 2);
  expect(vectors.map((vector) => vector.length)).toEqual([128, 128]);
  const scores = await head.score(Buffer.concat(vectors), 2);
  expect(scores[manifest.positive]).toBeGreaterThan(0.8);
  expect(scores[2 + manifest.positive]).toBeLessThan(0.2);
  await head.close();
  await backbone.close();
});
