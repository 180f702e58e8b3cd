import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTinyBackbone } from '@splitsight/testkit';
import type { CodecName } from '@splitsight/wire';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codecFiles, encodePcaCodec, encodeU8Codec, openCodec, openDecoder, readBackboneManifest } from './index.ts';

const dims = 130;
const kept = 128;
let folder: string;

/** Component i is dimension i alone, so that every byte can be reckoned by hand; the last two dimensions are left out. */
const parts = {
  mean: new Float32Array(dims).fill(0.5),
  directions: Float32Array.from({ length: kept * dims }, (_, at) => (at % dims === Math.floor(at / dims) ? 1 : 0)),
  steps: new Float32Array(kept).fill(1 / 128),
  zeros: new Uint8Array(kept).fill(64),
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'splitsight-codec-'));
  writeTinyBackbone(folder, { dims });
  write('u8', encodeU8Codec(new Float32Array(dims).fill(0.25), 'plain'));
  write('pca128-u8', encodePcaCodec(parts));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(codec: CodecName, graph: Uint8Array, to = folder) {
  for (const [name, content] of codecFiles(to, new Map([[codec, graph]]))) writeFileSync(join(to, name), content);
}

/** A feature whose first values are given and whose others are `rest`. */
const feature = (first: readonly number[], rest = 0.25) =>
  Float32Array.from({ length: dims }, (_, i) => first[i] ?? rest);

async function encode(codec: CodecName, features: Float32Array, count = 1): Promise<Uint8Array> {
  const opened = await openCodec(folder, readBackboneManifest(folder), codec);
  const vectors = await opened.encode(features, count);
  await opened.close();
  return vectors;
}

async function decode(codec: CodecName, vectors: Uint8Array, form?: 'root'): Promise<number[]> {
  const opened = await openDecoder(folder, codec, form);
  const features = await opened.decode(vectors, vectors.length / (codec === 'u8' ? dims : kept));
  await opened.close();
  return [...features];
}

describe('u8', () => {
  it('rounds to the nearest step and cuts what is outside', async () => {
    const vector = await encode('u8', feature([0, 0.1, 0.15, 1, 63.75, 70, -3]));
    expect([...vector.subarray(0, 7)]).toEqual([0, 0, 1, 4, 255, 255, 0]);
    expect((await decode('u8', vector)).slice(0, 7)).toEqual([0, 0, 0.25, 1, 63.75, 63.75, 0]);
  });

  it('is off by half a step at the most inside its range', async () => {
    const inside = fc.float32Array({ minLength: dims, maxLength: dims, min: 0, max: 63.75, noNaN: true });
    await fc.assert(
      fc.asyncProperty(inside, async (features) => {
        const back = await decode('u8', await encode('u8', features));
        back.forEach((value, i) => {
          expect(Math.abs(value - (features[i] ?? Number.NaN))).toBeLessThanOrEqual(0.125 + 1e-5);
        });
      }),
      { numRuns: 20 },
    );
  });
});

describe('u8 of square roots', () => {
  it('has steps of the roots, and gives back roots and features', async () => {
    write('u8', encodeU8Codec(new Float32Array(dims).fill(0.25), 'root'));
    const vector = await encode('u8', feature([0, 0.01, 0.0625, 4, 63.75 ** 2, 5000, -3]));
    expect([...vector.subarray(0, 7)]).toEqual([0, 0, 1, 8, 255, 255, 0]);
    const roots = [0, 0, 0.25, 2, 63.75, 63.75, 0];
    expect((await decode('u8', vector, 'root')).slice(0, 7)).toEqual(roots);
    expect((await decode('u8', vector)).slice(0, 7)).toEqual(roots.map((root) => root * root));
    write('u8', encodeU8Codec(new Float32Array(dims).fill(0.25), 'plain'));
  });
});

describe('pca128-u8', () => {
  it('is 128 bytes: the roots less their mean, in steps, from the byte that stands for 0', async () => {
    // Roots 0, 0.5, 1, 1.5, 3 and that of a negative value, which counts as 0.
    const vector = await encode('pca128-u8', feature([0, 0.25, 1, 2.25, 9, -1]));
    expect(vector).toHaveLength(kept);
    expect([...vector.subarray(0, 7)]).toEqual([0, 64, 128, 192, 255, 0, 64]);
  });

  it('gives back what was kept, the mean of what was not, and nothing below 0', async () => {
    const vector = new Uint8Array(kept).fill(64);
    vector.set([0, 64, 128, 192, 255]);
    const roots = [0, 0.5, 1, 1.5, 0.5 + 191 / 128];
    expect((await decode('pca128-u8', vector, 'root')).slice(0, 5)).toEqual(roots);
    const plain = await decode('pca128-u8', vector);
    expect(plain.slice(0, 5)).toEqual(roots.map((root) => Math.fround(root * root)));
    expect(plain.slice(kept)).toEqual([0.25, 0.25]);
    const below = { ...parts, mean: new Float32Array(dims).fill(0.25) };
    write('pca128-u8', encodePcaCodec(below));
    expect((await decode('pca128-u8', vector))[0]).toBe(0);
    write('pca128-u8', encodePcaCodec(parts));
  });

  it('is off by half a step at the most where a feature lies in its components', async () => {
    const inside = fc.float32Array({ minLength: kept, maxLength: kept, min: 0, max: 1.9375, noNaN: true });
    await fc.assert(
      fc.asyncProperty(inside, async (roots) => {
        const features = feature([...roots].map((root) => root * root));
        const back = await decode('pca128-u8', await encode('pca128-u8', features), 'root');
        roots.forEach((root, i) => {
          expect(Math.abs(root - (back[i] ?? Number.NaN))).toBeLessThanOrEqual(0.5 / 128 + 1e-5);
        });
      }),
      { numRuns: 20 },
    );
  });

  it('encodes many features as it encodes each', async () => {
    const some = [feature([0, 1]), feature([0.3, 0.2], 0.7), feature([], 2)];
    const together = Float32Array.from(some.flatMap((values) => [...values]));
    const each = await Promise.all(some.map((values) => encode('pca128-u8', values)));
    expect([...(await encode('pca128-u8', together, 3))]).toEqual(each.flatMap((vector) => [...vector]));
  });
});

describe('a codec’s file', () => {
  it('of another number of dimensions is refused', async () => {
    const other = join(folder, 'other');
    writeTinyBackbone(other, { dims: 140 });
    for (const codec of ['u8', 'pca128-u8'] as const) {
      write(codec, readFileSync(join(folder, `codec-${codec}.onnx`)), other);
      await expect(openDecoder(other, codec)).rejects.toMatchObject({ code: 'MODEL_CONTRACT' });
      await expect(openCodec(other, readBackboneManifest(other), codec)).rejects.toMatchObject({
        code: 'MODEL_CONTRACT',
      });
    }
  });
});
