import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openHead, readHeadManifest } from '@splitsight/inference';
import { createRandom } from '@splitsight/learn';
import { writeTinyBackbone } from '@splitsight/testkit';
import { type PictureTrainingOptions, trainHeadOn, writeCard } from '@splitsight/training';
import { encodeJpeg } from '@splitsight/vision/picture';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type EvaluateOptions, evaluateHead } from './evaluate.ts';
import { findHead } from './find-model.ts';

let folder: string;
let backbone: string;
let images: string;
let out: string;
let unreadable: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'splitsight-head-'));
  backbone = join(folder, 'backbone');
  images = join(folder, 'images');
  out = join(folder, 'head');
  unreadable = [];
  writeTinyBackbone(backbone);
  await writePictures(images, 'fire', 12, [220, 60, 30]);
  await writePictures(images, 'normal', 18, [90, 110, 100]);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Writes pictures around a colour, each a little different. */
async function writePictures(directory: string, label: string, count: number, colour: readonly number[]) {
  mkdirSync(join(directory, label), { recursive: true });
  const random = createRandom(label.length);
  for (let i = 0; i < count; i++) {
    const shift = 40 * (random() - 0.5);
    const rgb = Uint8Array.from({ length: 60 * 40 * 3 }, (_, at) => (colour[at % 3] ?? 0) + shift + 20 * random());
    const jpeg = await encodeJpeg({ width: 60, height: 40, rgb, capturedAt: 0 });
    writeFileSync(join(directory, label, `${label}_${String(i).padStart(2, '0')}.jpg`), jpeg);
  }
}

const signal = new AbortController().signal;
const onUnreadable = (path: string) => unreadable.push(path);

function train(options: Partial<PictureTrainingOptions> = {}) {
  return trainHeadOn(out, {
    name: 'fire',
    images,
    extra: [],
    backbone,
    codec: 'u8',
    l2: 0.1,
    balance: 0.5,
    seed: 1,
    threads: 1,
    version: '1',
    signal,
    onUnreadable,
    onProgress: () => undefined,
    ...options,
  });
}

const evaluate = (options: Partial<EvaluateOptions> = {}) =>
  evaluateHead({ head: out, backbone, images, threads: 1, signal, onUnreadable, ...options });

it('trains a head that knows its pictures, and says so in figures, manifest and card', async () => {
  const rule = { threshold: 0.6, instant: 0.9, k: 2, n: 3, clear: 0.4 };
  const training = await train({ rule });
  expect(training.validation.figures).toMatchObject({ n: 30, accuracy: { value: 1 }, fpr: { value: 0 } });
  const manifest = readHeadManifest(out);
  expect(manifest).toMatchObject({ name: 'fire', classes: ['fire', 'normal'], positive: 0, codec: 'u8', rule });
  expect(manifest.figures.map(({ name, n }) => [name, n])).toEqual([
    ['accuracy', 30],
    ['recall', 12],
    ['fpr', 18],
    ['auroc', 30],
    ['ece', 30],
  ]);
  writeCard(out, training, { recipe: 'tiny' });
  const card = readFileSync(join(out, 'README.md'), 'utf8');
  expect(card).toContain(manifest.fingerprint);
  expect(card).toContain('| fire | 12 | 0 |');
  const { figures } = await evaluate();
  expect(figures).toMatchObject({ n: 30, accuracy: { value: 1 }, recall: { value: 1 }, auroc: { value: 1 } });
});

it('trains a second stage on what heads say of patches of pictures that they had not seen', async () => {
  const { manifest, secondStage } = await train({ regions: 'patch5' });
  expect(secondStage).toMatchObject({ n: 30, accuracy: { value: 1 } });
  expect(manifest.figures.find(({ name }) => name === 'patch5 recall')).toMatchObject({ value: 1, n: 12 });
  const head = await openHead(out, { threads: 1 });
  const patches = (fire: number) => [1, 2, 3, 4, 5].flatMap(() => [fire, 1 - fire]);
  const scores = await head.patch5?.score(Float32Array.from([...patches(0.95), ...patches(0.05)]), 2);
  expect(scores?.[0]).toBeGreaterThan(0.5);
  expect(scores?.[2]).toBeLessThan(0.5);
  await head.close();
  await train();
  expect(readHeadManifest(out).files['patch5.onnx']).toBeUndefined();
});

it('gives the same bytes for the same pictures and seed', async () => {
  await train();
  const first = ['head.onnx', 'manifest.json'].map((file) => readFileSync(join(out, file)));
  await train();
  const second = ['head.onnx', 'manifest.json'].map((file) => readFileSync(join(out, file)));
  expect(second).toEqual(first);
});

it('lets extra pictures teach without counting them', async () => {
  const extra = join(folder, 'extra');
  await writePictures(extra, 'normal', 10, [200, 180, 40]);
  const { validation, counts } = await train({ extra: [{ directory: extra, weight: 0.5 }] });
  expect(validation.figures.n).toBe(30);
  expect(counts).toContainEqual({ source: 'extra', label: 'normal', pictures: 10 });
  const head = await openHead(out, { threads: 1 });
  expect(head.manifest.data?.items).toBe(40);
  await head.close();
});

it('keeps near-duplicates in one fold, and refuses a file of groups that is none', async () => {
  const groups = join(folder, 'groups.tsv');
  const one = Array.from({ length: 12 }, (_, i) => `fire/fire_${String(i).padStart(2, '0')}.jpg\tfire\t7`);
  writeFileSync(groups, `path\tlabel\tgroup\n${one.join('\n')}\n`);
  await expect(train({ groups })).rejects.toMatchObject({ code: 'LEARN_FOLDS' });
  writeFileSync(groups, 'path label group\nfire/fire_00.jpg fire 7\n');
  await expect(train({ groups })).rejects.toMatchObject({ code: 'HEAD_GROUPS' });
});

it('names pictures that cannot be read and goes on without them', async () => {
  await train();
  const broken = join(images, 'normal', 'broken.jpg');
  writeFileSync(broken, 'not a picture');
  const { figures } = await evaluate();
  expect(unreadable).toEqual([broken]);
  expect(figures.n).toBe(30);
});

it('refuses pictures it cannot use', async () => {
  await train();
  const refused = (pictures: string, code: string) =>
    expect(evaluate({ images: pictures })).rejects.toMatchObject({ code });
  await refused(join(folder, 'nowhere'), 'HEAD_PICTURES');
  await refused(join(images, 'fire'), 'HEAD_PICTURES');
  mkdirSync(join(images, 'smoke'));
  await refused(images, 'HEAD_CLASS_EMPTY');
  writeFileSync(join(images, 'smoke', 'a.jpg'), 'not a picture');
  await refused(images, 'HEAD_CLASS_UNKNOWN');
  const lone = join(folder, 'lone');
  mkdirSync(join(lone, 'fire'), { recursive: true });
  writeFileSync(join(lone, 'fire', 'a.jpg'), 'not a picture');
  await refused(lone, 'HEAD_CLASS_EMPTY');
  await expect(train({ name: 'flood' })).rejects.toMatchObject({ code: 'HEAD_CLASS_UNKNOWN' });
});

it('finds a shipped head by its name, and says where it looked for one that is not there', async () => {
  expect(readHeadManifest(findHead('fire')).name).toBe('fire');
  await expect(evaluate({ head: 'flood' })).rejects.toMatchObject({
    code: 'HEAD_NOT_FOUND',
    message: expect.stringContaining('models'),
  });
});

it('refuses a head of another backbone', async () => {
  await train();
  const other = join(folder, 'other');
  writeTinyBackbone(other, { name: 'other-colour' });
  await expect(evaluate({ backbone: other })).rejects.toMatchObject({ code: 'HEAD_BACKBONE' });
});
