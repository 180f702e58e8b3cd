import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDecoder, readBackboneManifest } from '@splitsight/inference';
import { createRandom } from '@splitsight/learn';
import { writeTinyBackbone } from '@splitsight/testkit';
import { encodeJpeg } from '@splitsight/vision/picture';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BuildOptions, buildCodecs } from './build-codecs.ts';
import { calibratePca } from './calibrate-pca.ts';
import { calibrateU8 } from './calibrate-u8.ts';
import { principalComponents } from './principal-components.ts';

let folder: string;
let pictures: string;
let backbone: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'splitsight-codecs-'));
  pictures = join(folder, 'pictures');
  const random = createRandom(1);
  for (let i = 0; i < 220; i++) {
    // Four quarters of different colours, so that the squares differ too.
    const colours = Array.from({ length: 12 }, () => Math.floor(256 * random()));
    await writePicture(join(pictures, i % 2 ? 'odd' : 'even'), i, (x, y, channel) => {
      return colours[(x < 16 ? 0 : 3) + (y < 16 ? 0 : 6) + channel] ?? 0;
    });
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

let made = 0;
beforeEach(() => {
  backbone = join(folder, `backbone-${made++}`);
  writeTinyBackbone(backbone, { dims: 132 });
});

async function writePicture(to: string, number: number, value: (x: number, y: number, channel: number) => number) {
  mkdirSync(to, { recursive: true });
  const rgb = Uint8Array.from({ length: 32 * 32 * 3 }, (_, at) => {
    const pixel = Math.floor(at / 3);
    return value(pixel % 32, Math.floor(pixel / 32), at % 3);
  });
  const jpeg = await encodeJpeg({ width: 32, height: 32, rgb, capturedAt: 0 }, 95);
  writeFileSync(join(to, `${String(number).padStart(3, '0')}.jpg`), jpeg);
}

function build(options: Partial<BuildOptions> = {}) {
  return buildCodecs({
    backbone,
    pictures: [{ folder: pictures, every: 1 }],
    codecs: ['u8', 'pca128-u8'],
    quantile: 0.999,
    skipUnreadable: false,
    threads: 1,
    signal: new AbortController().signal,
    onUnreadable: () => undefined,
    onProgress: () => undefined,
    ...options,
  });
}

/** What is in the folder of the backbone, byte for byte. */
const contents = () =>
  Object.fromEntries(
    readdirSync(backbone)
      .sort()
      .map((name) => [name, readFileSync(join(backbone, name)).toString('base64')]),
  );

describe('principal components', () => {
  it('of a known matrix are its eigenvectors, the largest first, turned to the plus side', () => {
    const { directions, variances } = principalComponents(Float64Array.of(2, 1, 1, 2), 2, 2);
    const half = Math.SQRT1_2;
    expect([...directions.subarray(0, 2)]).toEqual([expect.closeTo(half, 12), expect.closeTo(half, 12)]);
    expect([...directions.subarray(2)].map(Math.abs)).toEqual([expect.closeTo(half, 12), expect.closeTo(half, 12)]);
    expect((directions[2] ?? 0) * (directions[3] ?? 0)).toBeLessThan(0);
    expect([...variances].map((value) => value.toFixed(9))).toEqual(['3.000000000', '1.000000000']);
  });

  it('of separate dimensions are these, in the order of their variances', () => {
    const { directions } = principalComponents(Float64Array.of(1, 0, 0, 0, 5, 0, 0, 0, 3), 3, 2);
    expect([...directions].map(Math.abs)).toEqual([0, 1, 0, 0, 0, 1]);
    expect(Math.min(...directions)).toBeGreaterThanOrEqual(0);
  });
});

describe('ranges', () => {
  it('of u8 go to 1.25 times the quantile of each dimension; one that is always 0 gets the smallest', () => {
    const rows = Array.from({ length: 10 }, (_, i) => [i + 1, 100 * (i + 1), 0]);
    const stepSizes = calibrateU8(Float32Array.from(rows.flat()), 3, 0.9);
    expect([...stepSizes].map((step) => step * 255)).toEqual([11.25, 1125, 11.25].map((top) => expect.closeTo(top, 3)));
  });

  it('of pca128-u8 cover the middle of each component and hold 0', () => {
    const random = createRandom(3);
    // Dimension 7 spreads most by far; the others hardly at all.
    const roots = Float32Array.from({ length: 2_000 * 130 }, (_, at) => {
      return at % 130 === 7 ? 1 + random() : 1 + 0.01 * random();
    });
    const { parts, cut, kept } = calibratePca(roots, 130, 0.99);
    expect(parts.directions.subarray(0, 130).indexOf(Math.max(...parts.directions.subarray(0, 130)))).toBe(7);
    expect(255 * (parts.steps[0] ?? 0)).toBeGreaterThan(0.97);
    expect(255 * (parts.steps[0] ?? 0)).toBeLessThan(1);
    expect(parts.zeros[0]).toBeGreaterThan(120);
    expect(parts.zeros[0]).toBeLessThan(135);
    expect(cut).toBeGreaterThan(0.005);
    expect(cut).toBeLessThan(0.015);
    expect(kept).toBeGreaterThan(0.99);
  });
});

describe('built codecs', () => {
  it('are the same bytes from the same pictures, and the manifest names them', async () => {
    const report = await build();
    const first = contents();
    expect(report).toMatchObject({ pictures: 220, skipped: 0, features: 1320 });
    expect(report.codecs.u8?.cut).toBeLessThan(0.002);
    expect(report.codecs['pca128-u8']?.kept).toBeGreaterThan(0.95);
    expect(Object.keys(readBackboneManifest(backbone).files)).toEqual([
      'backbone.onnx',
      'codec-u8.onnx',
      'codec-pca128-u8.onnx',
    ]);
    expect(await build()).toEqual(report);
    expect(contents()).toEqual(first);
    const decoder = await openDecoder(backbone, 'pca128-u8');
    await decoder.close();
  });

  it('leave the other codec as it is when one is asked for', async () => {
    const before = contents();
    await build({ codecs: ['pca128-u8'] });
    const after = contents();
    expect(after['codec-u8.onnx']).toBe(before['codec-u8.onnx']);
    expect(after['codec-pca128-u8.onnx']).toBeDefined();
  });
});

describe('what is refused, with nothing written', () => {
  const refuses = async (code: string, names: string, options: Partial<BuildOptions>) => {
    const before = contents();
    await expect(build(options)).rejects.toMatchObject({ code, message: expect.stringContaining(names) });
    expect(contents()).toEqual(before);
  };

  it('a folder that is not there, or has no picture', async () => {
    await refuses('CODEC_PICTURES', 'nowhere', { pictures: [{ folder: join(folder, 'nowhere'), every: 1 }] });
    mkdirSync(join(folder, 'empty'));
    await refuses('CODEC_PICTURES', 'empty', { pictures: [{ folder: join(folder, 'empty'), every: 1 }] });
  });

  it('a broken picture, unless such are left out', async () => {
    const odd = join(folder, 'odd');
    mkdirSync(odd);
    writeFileSync(join(odd, 'broken.jpg'), 'not a picture');
    const both = [
      { folder: pictures, every: 10 },
      { folder: odd, every: 1 },
    ];
    await refuses('CODEC_PICTURE_BROKEN', 'broken.jpg', { pictures: both, codecs: ['u8'], quantile: 0.99 });
    const skipped: string[] = [];
    const report = await build({
      pictures: both,
      codecs: ['u8'],
      quantile: 0.99,
      skipUnreadable: true,
      onUnreadable: (path) => skipped.push(path),
    });
    expect(report).toMatchObject({ pictures: 22, skipped: 1 });
    expect(skipped).toEqual([join(odd, 'broken.jpg')]);
  });

  it('too few pictures, saying how many are needed', async () => {
    const few = [{ folder: pictures, every: 10 }];
    await refuses('CODEC_TOO_FEW', '22 pictures, 167 are needed', { pictures: few, codecs: ['u8'] });
    await refuses('CODEC_TOO_FEW', '22 pictures, 214 are needed', { pictures: few, quantile: 0.9 });
  });

  it('pictures that all look the same', async () => {
    const grey = join(folder, 'grey');
    for (let i = 0; i < 20; i++) await writePicture(grey, i, () => 128);
    const options = { pictures: [{ folder: grey, every: 1 }], codecs: ['u8'] as const, quantile: 0.9 };
    await refuses('CODEC_FEATURES', 'the same', options);
  });

  it('128 components of fewer dimensions', async () => {
    writeTinyBackbone(backbone);
    await refuses('CODEC_DIMS', '8', {});
  });
});
