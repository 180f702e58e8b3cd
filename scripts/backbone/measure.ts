import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Backbone, openBackbone } from '@splitsight/inference';
import { openSession } from '@splitsight/inference/onnx';
import { linearProbe, type ProbeFigures } from '@splitsight/learn';
import { resizeRegion, type Size } from '@splitsight/vision';
import { wholeFrame } from '@splitsight/wire';
import { readFireSet } from './fire-set.ts';

const timedRuns = 60;
const untimedRuns = 10;

/** Turns one picture, RGB of a fixed size, into its features. */
export interface Extractor {
  readonly size: Size;
  extract(image: Uint8Array): Promise<Float32Array>;
  close(): Promise<void>;
}

/** The extractor of a backbone's folder. */
export async function openBackboneExtractor(directory: string): Promise<Extractor> {
  const backbone = await openBackbone(directory, { codec: 'f32', threads: 1 });
  return {
    size: backbone.input,
    extract: async (image) => (await backbone.extractFloat(image, 1)).features,
    close: () => backbone.close(),
  };
}

/** The extractor of a reference network: float32 [n, 3, 224, 224], standardised by ImageNet's mean and deviation. */
export async function openReferenceExtractor(path: string): Promise<Extractor> {
  const session = await openSession(readFileSync(path), 1, path);
  const size = { width: 224, height: 224 };
  const plane = size.width * size.height;
  return {
    size,
    async extract(image) {
      const data = Float32Array.from({ length: 3 * plane }, (_, i) => {
        const channel = Math.floor(i / plane);
        const value = (image[(i % plane) * 3 + channel] ?? 0) / 255;
        return (value - (imagenetMean[channel] ?? 0)) / (imagenetDeviation[channel] ?? 1);
      });
      const results = await session.run({ input: { type: 'float32', data, shape: [1, 3, size.height, size.width] } });
      const features = results.get('features');
      if (features?.type !== 'float32') throw new Error(`${path} has no float32 output called features`);
      return features.data.slice();
    },
    close: () => session.close(),
  };
}
const imagenetMean = [0.485, 0.456, 0.406];
const imagenetDeviation = [0.229, 0.224, 0.225];

/** What the probe found, and on how many pictures. */
export interface FireProbe extends ProbeFigures {
  readonly n: number;
}

/** Probes an extractor on whole pictures of the fire set, cut the way the agent cuts them. */
export async function probeFire(extractor: Extractor, directory: string): Promise<FireProbe> {
  const { size } = extractor;
  const rows: Float32Array[] = [];
  const positive: boolean[] = [];
  const groups: number[] = [];
  for await (const { frame, isFire, group } of readFireSet(directory)) {
    const image = new Uint8Array(size.width * size.height * 3);
    resizeRegion(frame, wholeFrame, size, image);
    rows.push(await extractor.extract(image));
    positive.push(isFire);
    groups.push(group);
  }
  const dims = rows[0]?.length ?? 0;
  const features = new Float32Array(rows.length * dims);
  rows.forEach((row, i) => {
    features.set(row, i * dims);
  });
  return { n: rows.length, ...linearProbe({ features, dims, positive, groups }) };
}

/** The largest distance between what ONNX Runtime gives for the pictures of a run's check file and what PyTorch gave. */
export async function distanceToTorch(directory: string, run: string): Promise<number> {
  const backbone = await openBackbone(directory, { codec: 'f32', threads: 1 });
  const { input, dims } = backbone;
  const bytes = readFileSync(join(run, `check-${input.width}.bin`));
  const image = bytes.subarray(0, checkPictures * input.width * input.height * 3);
  const values = new Float32Array(Uint8Array.from(bytes.subarray(image.length)).buffer);
  const { features, tiles } = await backbone.extractFloat(image, checkPictures);
  await backbone.close();
  const split = checkPictures * dims;
  return Math.max(distance(features, values.subarray(0, split)), distance(tiles, values.subarray(split)));
}
const checkPictures = 4;

/** Milliseconds a picture, one picture at a time: the median. */
export async function millisAPicture(directory: string, threads: number): Promise<number> {
  const backbone: Backbone = await openBackbone(directory, { codec: 'f32', threads });
  const image = new Uint8Array(backbone.input.width * backbone.input.height * 3).map((_, i) => (i * 37) % 251);
  const times: number[] = [];
  for (let i = 0; i < untimedRuns + timedRuns; i++) {
    const began = performance.now();
    await backbone.extractFloat(image, 1);
    if (i >= untimedRuns) times.push(performance.now() - began);
  }
  await backbone.close();
  return times.sort((a, b) => a - b)[timedRuns / 2] ?? 0;
}

function distance(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) throw new Error(`${a.length} values, expected ${b.length}`);
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? Number.NaN))), 0);
}
