import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDecoder, openHead, readBackboneManifest, writeHead } from '@splitsight/inference';
import { createRandom, predict, trainHead } from '@splitsight/learn';
import { writeTinyBackbone } from '@splitsight/testkit';
import { codecBytes } from '@splitsight/wire';
import { afterEach, beforeEach, expect, it } from 'vitest';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'splitsight-trained-head-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const count = 300;
const classes = ['car', 'nothing', 'person'];

it.each([
  ['u8', 'root', { kind: 'mlp', hidden: 9 }],
  ['u8', 'root', { kind: 'linear' }],
  ['f32', 'plain', { kind: 'mlp', hidden: 33 }],
] as const)('the file of a head on %s says what learn says of it: %s, %o', async (codec, form, model) => {
  const [backbone, directory] = [join(folder, 'backbone'), join(folder, 'head')];
  writeTinyBackbone(backbone);
  const { dims, fingerprint } = readBackboneManifest(backbone);
  const random = createRandom(3);
  const width = codecBytes(codec, dims);
  const vectors =
    codec === 'f32'
      ? new Uint8Array(Float32Array.from({ length: count * dims }, () => 3 * random()).buffer)
      : Uint8Array.from({ length: count * width }, () => 256 * random());
  const decoder = await openDecoder(backbone, codec, form);
  const features = await decoder.decode(vectors, count);
  await decoder.close();

  const labels = Array.from({ length: count }, (_, row) => {
    const [a = 0, b = 0, c = 0] = features.subarray(row * dims);
    return a > b ? 0 : b > 1.2 * c ? 1 : 2;
  });
  const rows = labels.map((_, row) => row);
  const set = {
    features,
    dims,
    classes: 3,
    labels,
    weights: rows.map(() => 1),
    groups: rows,
    judged: rows.map(() => true),
  };
  const { layers } = await trainHead(set, { model, l2: 0.001, balance: 0.5, seed: 1 });
  const written = writeHead(directory, {
    name: 'person',
    backbone,
    codec,
    form,
    classes,
    positive: 2,
    layers,
    facts: { version: '1', licence: 'Apache-2.0', source: 'a test', figures: [] },
  });
  expect(written.hidden).toBe(model.kind === 'mlp' ? model.hidden : undefined);

  const head = await openHead(directory, { threads: 1, origin: { fingerprint, codec } });
  expect(head.manifest).toEqual(written);
  const scores = await head.score(vectors, count);
  const expected = predict({ layers }, features);
  const apart = Array.from(expected, (value, i) => Math.abs(value - (scores[i] ?? Number.NaN)));
  expect(Math.max(...apart)).toBeLessThan(1e-5);
  const sure = Array.from(expected).filter((value) => value > 0.9).length;
  expect(sure).toBeGreaterThan(count / 4);
  await head.close();
});
