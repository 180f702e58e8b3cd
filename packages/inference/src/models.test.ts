import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CodedError, isCodedError } from '@splitsight/kernel';
import { writeTinyBackbone, writeTinyHead } from '@splitsight/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBackbone, openDecoder, openHead, readBackboneManifest } from './index.ts';

let folder: string;
let backboneDir: string;
let headDir: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'splitsight-models-'));
  backboneDir = join(folder, 'backbone');
  headDir = join(folder, 'head');
  writeTinyBackbone(backboneDir);
  writeTinyHead(headDir, backboneDir);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** `count` plain pictures of the tiny backbone's size. */
function pictures(...colours: readonly (readonly [number, number, number])[]): Uint8Array {
  const pixels = 24 * 24;
  const images = new Uint8Array(colours.length * pixels * 3);
  colours.forEach((colour, picture) => {
    for (let i = 0; i < pixels; i++) images.set(colour, (picture * pixels + i) * 3);
  });
  return images;
}

const red = [255, 0, 0] as const;
const grey = [128, 128, 128] as const;

/** The coded error that a promise is rejected with. */
async function refusal(promise: Promise<{ close(): Promise<void> }>): Promise<CodedError> {
  const outcome = await promise.then(
    async (opened) => {
      await opened.close();
      return undefined;
    },
    (error: unknown) => error,
  );
  if (!isCodedError(outcome)) throw new Error(`expected a coded error, got ${String(outcome)}`);
  expect(outcome.message).not.toContain('\n');
  return outcome;
}

const openTiny = () => openBackbone(backboneDir, { codec: 'u8', threads: 1 });
const openTinyHead = () => openHead(headDir, { threads: 1 });
const editJson = (path: string, edit: (json: Record<string, unknown>) => void) => {
  const json: Record<string, unknown> = JSON.parse(readFileSync(path, 'utf8'));
  edit(json);
  writeFileSync(path, JSON.stringify(json));
};

describe('a backbone and its head', () => {
  it('tell red from grey in any batch size, in order', async () => {
    const backbone = await openTiny();
    const head = await openHead(headDir, { threads: 1, origin: backbone });
    const colours = Array.from({ length: 11 }, (_, i) => (i % 3 === 1 ? red : grey));
    const vectors = await backbone.extract(pictures(...colours), colours.length);
    expect(vectors.map((vector) => vector.length)).toEqual(colours.map(() => backbone.vectorBytes));
    const scores = await head.score(Buffer.concat(vectors), vectors.length);
    colours.forEach((colour, i) => {
      const positive = scores[2 * i + head.manifest.positive] ?? Number.NaN;
      expect(positive + (scores[2 * i] ?? Number.NaN)).toBeCloseTo(1, 5);
      if (colour === red) expect(positive).toBeGreaterThan(0.99);
      else expect(positive).toBeLessThan(0.01);
    });
    await backbone.close();
    await head.close();
  });

  it('give tiles that are the codec’s of the float tiles, in any batch size, in order', async () => {
    const backbone = await openTiny();
    const images = pictures(...Array.from({ length: 6 }, (_, i) => [40 * i, 200 - 40 * i, 30] as const));
    images.fill(255, 24 * 8 * 3, 24 * 12 * 3);
    const { features, tiles } = await backbone.extractTiles(images, 6);
    expect(features).toEqual(await backbone.extract(images, 6));
    const floats = await backbone.extractFloat(images, 6);
    expect(tiles.map((cells) => cells.length)).toEqual(Array.from({ length: 6 }, () => 9));
    // The tiny codec has steps of 1/255.
    const distances = Array.from(Buffer.concat(tiles.flat()), (byte, i) =>
      Math.abs(byte - 255 * (floats.tiles[i] ?? 9)),
    );
    expect(Math.max(...distances)).toBeLessThan(0.5001);
    await backbone.close();
    const plain = await openBackbone(backboneDir, { codec: 'f32', threads: 1 });
    const exact = new Uint8Array(floats.tiles.buffer);
    expect(Buffer.concat((await plain.extractTiles(images, 6)).tiles.flat()).equals(exact)).toBe(true);
    await plain.close();
  });

  it('give features that are the mean of their tiles', async () => {
    const backbone = await openTiny();
    const images = pictures(red);
    images.fill(0, 24 * 16 * 3);
    const { features, tiles } = await backbone.extractFloat(images, 1);
    expect(features[0]).toBeCloseTo(2 / 3, 5);
    expect([0, 3, 6].map((tile) => tiles[tile * backbone.dims])).toEqual([1, 1, 0]);
    await backbone.close();
  });

  it('agree over the f32 codec, from vectors at any address', async () => {
    writeTinyHead(headDir, backboneDir, { codec: 'f32' });
    const backbone = await openBackbone(backboneDir, { codec: 'f32', threads: 1 });
    const head = await openHead(headDir, { threads: 1, origin: backbone });
    const [vector] = await backbone.extract(pictures(red), 1);
    const message = new Uint8Array(3 + backbone.vectorBytes);
    message.set(vector ?? [], 3);
    const scores = await head.score(message.subarray(3), 1);
    expect(scores[1]).toBeGreaterThan(0.99);
    await backbone.close();
    await head.close();
  });

  it('answer nothing with nothing', async () => {
    const backbone = await openTiny();
    const head = await openTinyHead();
    expect(await backbone.extract(new Uint8Array(0), 0)).toEqual([]);
    expect(await head.score(new Uint8Array(0), 0)).toHaveLength(0);
    await backbone.close();
    await head.close();
  });

  it('finish what runs before they close, and close twice', async () => {
    const backbone = await openTiny();
    const running = backbone.extract(pictures(red), 1);
    await Promise.all([backbone.close(), backbone.close()]);
    await running.catch((error: unknown) => expect(isCodedError(error, 'MODEL_RUN')).toBe(true));
    await expect(backbone.extract(pictures(red), 1)).rejects.toMatchObject({ code: 'MODEL_RUN' });
  });
});

describe('the u8 codec', () => {
  it('rounds to its steps, cuts at the top and decodes as the head does', async () => {
    const backbone = await openTiny();
    const decoder = await openDecoder(backboneDir, 'u8');
    const vectors = await backbone.extract(pictures([255, 128, 1]), 1);
    const float = await backbone.extractFloat(pictures([255, 128, 1]), 1);
    const decoded = await decoder.decode(Buffer.concat(vectors), 1);
    decoded.forEach((value, i) => {
      expect(Math.abs(value - (float.features[i] ?? Number.NaN))).toBeLessThanOrEqual(0.5 / 255 + 1e-6);
    });
    await backbone.close();
    await decoder.close();
  });
});

describe('the forms of features', () => {
  it('are what came through the codec, or its square roots', async () => {
    const backbone = await openTiny();
    const vectors = Buffer.concat(await backbone.extract(pictures([200, 90, 3]), 1));
    const plain = await openDecoder(backboneDir, 'u8');
    const root = await openDecoder(backboneDir, 'u8', 'root');
    const values = await plain.decode(vectors, 1);
    expect([...(await root.decode(vectors, 1))]).toEqual([...values.map(Math.sqrt)]);
    await Promise.all([backbone.close(), plain.close(), root.close()]);
  });

  it('f32 comes back as it was', async () => {
    const backbone = await openBackbone(backboneDir, { codec: 'f32', threads: 1 });
    const decoder = await openDecoder(backboneDir, 'f32');
    const vectors = Buffer.concat(await backbone.extract(pictures([200, 90, 3]), 1));
    const { features } = await backbone.extractFloat(pictures([200, 90, 3]), 1);
    expect([...(await decoder.decode(vectors, 1))]).toEqual([...features]);
    await Promise.all([backbone.close(), decoder.close()]);
  });
});

describe('what is refused', () => {
  it('a folder without a model', async () => {
    expect((await refusal(openBackbone(join(folder, 'nothing'), { codec: 'u8', threads: 1 }))).code).toBe(
      'MODEL_MISSING',
    );
    expect((await refusal(openHead(join(folder, 'nothing'), { threads: 1 }))).code).toBe('MODEL_MISSING');
  });

  it('a truncated file', async () => {
    truncateSync(join(backboneDir, 'backbone.onnx'), 100);
    truncateSync(join(headDir, 'head.onnx'), 100);
    expect((await refusal(openTiny())).code).toBe('MODEL_TRUNCATED');
    expect((await refusal(openTinyHead())).code).toBe('MODEL_TRUNCATED');
  });

  it('a file of the right size with another sha256', async () => {
    for (const path of [join(headDir, 'head.onnx'), join(backboneDir, 'codec-u8.onnx')]) {
      const bytes = readFileSync(path);
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
      writeFileSync(path, bytes);
    }
    expect((await refusal(openTiny())).code).toBe('MODEL_CHECKSUM');
    expect((await refusal(openTinyHead())).code).toBe('MODEL_CHECKSUM');
  });

  it('a manifest with an unknown key, of another kind, or that is not JSON', async () => {
    const path = join(headDir, 'manifest.json');
    const text = readFileSync(path, 'utf8');
    editJson(path, (json) => Object.assign(json, { colour: 'red' }));
    const unknown = await refusal(openTinyHead());
    expect(unknown.code).toBe('MODEL_MANIFEST');
    expect(unknown.message).toContain('colour');
    writeFileSync(path, text.slice(0, -5));
    expect((await refusal(openTinyHead())).code).toBe('MODEL_MANIFEST');
    expect((await refusal(openHead(backboneDir, { threads: 1 }))).code).toBe('MODEL_MANIFEST');
  });

  it('a fingerprint that is not the file’s, and a file name that leads elsewhere', async () => {
    const path = join(backboneDir, 'manifest.json');
    const text = readFileSync(path, 'utf8');
    editJson(path, (json) => Object.assign(json, { fingerprint: '0123456789abcdef' }));
    expect((await refusal(openTiny())).code).toBe('MODEL_MANIFEST');
    writeFileSync(path, text.replace('codec-u8.onnx', '../codec-u8.onnx'));
    expect((await refusal(openTiny())).code).toBe('MODEL_MANIFEST');
  });

  it('bytes that are no model, however well they are described', async () => {
    writeFileSync(join(headDir, 'head.onnx'), 'not a model');
    const { createHash } = await import('node:crypto');
    const sha256 = createHash('sha256').update('not a model').digest('hex');
    editJson(join(headDir, 'manifest.json'), (json) => {
      json.files = { 'head.onnx': { sha256, bytes: 11 } };
    });
    expect((await refusal(openTinyHead())).code).toBe('MODEL_LOAD');
  });

  it('a model whose ports are not as its manifest says', async () => {
    editJson(join(headDir, 'manifest.json'), (json) => Object.assign(json, { dims: 9 }));
    expect((await refusal(openTinyHead())).code).toBe('MODEL_CONTRACT');
    editJson(join(backboneDir, 'manifest.json'), (json) => Object.assign(json, { input: { height: 32, width: 32 } }));
    const error = await refusal(openBackbone(backboneDir, { codec: 'f32', threads: 1 }));
    expect(error.code).toBe('MODEL_CONTRACT');
    expect(error.message).toMatch(/32.*24/);
  });

  it('a head of another backbone, naming both fingerprints', async () => {
    const other = join(folder, 'other');
    writeTinyBackbone(other, { name: 'other-colour' });
    const backbone = await openBackbone(other, { codec: 'u8', threads: 1 });
    const error = await refusal(openHead(headDir, { threads: 1, origin: backbone }));
    expect(error.code).toBe('HEAD_BACKBONE');
    expect(error.message).toContain(backbone.fingerprint);
    expect(error.message).toContain(readBackboneManifest(backboneDir).fingerprint);
    await backbone.close();
  });

  it('a head of another codec, and a codec the backbone does not have', async () => {
    const { fingerprint } = readBackboneManifest(backboneDir);
    const origin = { fingerprint, codec: 'f32' } as const;
    expect((await refusal(openHead(headDir, { threads: 1, origin }))).code).toBe('HEAD_CODEC');
    const error = await refusal(openBackbone(backboneDir, { codec: 'pca128-u8', threads: 1 }));
    expect(error.code).toBe('MODEL_CODEC_MISSING');
  });

  it('too few bytes for the pictures or vectors announced', async () => {
    const backbone = await openTiny();
    const head = await openTinyHead();
    await expect(backbone.extract(pictures(red), 2)).rejects.toMatchObject({ code: 'MODEL_RUN' });
    await expect(head.score(new Uint8Array(8), 2)).rejects.toMatchObject({ code: 'MODEL_RUN' });
    await backbone.close();
    await head.close();
  });
});
