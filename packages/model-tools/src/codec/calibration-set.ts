import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openBackbone } from '@splitsight/inference';
import { isCodedError, messageOf } from '@splitsight/kernel';
import { type Frame, resizeRegion } from '@splitsight/vision';
import { decodePicture } from '@splitsight/vision/picture';
import { type Box, wholeFrame } from '@splitsight/wire';
import { codecError } from './errors.ts';

/** A folder of pictures, of which each `every`-th is taken, in the order of their paths. */
export interface PictureFolder {
  readonly folder: string;
  readonly every: number;
}

/** What is measured, and how. */
export interface CalibrationOptions {
  /** The folder of the backbone. */
  readonly backbone: string;
  readonly pictures: readonly PictureFolder[];
  /** Leave pictures out that cannot be read; otherwise the first of them is an error. */
  readonly skipUnreadable: boolean;
  readonly threads: number;
  readonly signal: AbortSignal;
  readonly onUnreadable: (path: string) => void;
  readonly onProgress: (line: string) => void;
}

/** Features that codecs are calibrated on. */
export interface CalibrationSet {
  /** count × dims */
  readonly features: Float32Array;
  readonly dims: number;
  /** How many pictures they are of. */
  readonly pictures: number;
  /** How many more could not be read. */
  readonly skipped: number;
}

const progressEvery = 500;

/**
 * Measures the features of pictures. Each counts six times: as a whole, and as five squares of half its shorter side
 * (the corners and the centre), since crops reach higher values than whole frames.
 *
 * @throws CodedError CODEC_PICTURES, CODEC_PICTURE_BROKEN, CODEC_FEATURES and what opening a backbone throws.
 */
export async function measureFeatures(options: CalibrationOptions): Promise<CalibrationSet> {
  const { signal } = options;
  const paths = options.pictures.flatMap(picturesIn);
  const backbone = await openBackbone(options.backbone, { codec: 'f32', threads: options.threads, signal });
  try {
    const { input, dims } = backbone;
    const size = input.width * input.height * 3;
    const images = new Uint8Array(viewCount * size);
    const rows: Float32Array[] = [];
    for (const [i, path] of paths.entries()) {
      signal.throwIfAborted();
      if (i > 0 && i % progressEvery === 0) options.onProgress(`${i} of ${paths.length} pictures`);
      const frame = await readPicture(path, options);
      if (!frame) continue;
      viewsOf(frame).forEach((box, view) => {
        resizeRegion(frame, box, input, images, view * size);
      });
      rows.push((await backbone.extractFloat(images, viewCount)).features);
    }
    const features = joined(rows, viewCount * dims);
    requireFeatures(features, dims, options.backbone);
    return { features, dims, pictures: rows.length, skipped: paths.length - rows.length };
  } finally {
    await backbone.close();
  }
}

export function picturesIn({ folder, every }: PictureFolder): string[] {
  let entries: string[];
  try {
    entries = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch (error) {
    throw codecError('CODEC_PICTURES', `${folder} (${messageOf(error)})`, error);
  }
  const paths = entries.filter((path) => /\.(jpe?g|png|webp)$/i.test(path)).sort();
  if (paths.length === 0) throw codecError('CODEC_PICTURES', folder);
  return paths.filter((_, i) => i % every === 0).map((path) => join(folder, path));
}

export async function readPicture(
  path: string,
  options: Pick<CalibrationOptions, 'skipUnreadable' | 'onUnreadable'>,
): Promise<Frame | undefined> {
  try {
    return await decodePicture(path);
  } catch (error) {
    if (!isCodedError(error, 'PICTURE_UNREADABLE')) throw error;
    if (!options.skipUnreadable) throw codecError('CODEC_PICTURE_BROKEN', path, error);
    options.onUnreadable(path);
    return undefined;
  }
}

const viewCount = 6;

export function viewsOf(frame: Frame): Box[] {
  const side = Math.min(frame.width, frame.height) / 2;
  const [width, height] = [side / frame.width, side / frame.height];
  const places = [
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
    [0.5, 0.5],
  ] as const;
  return [wholeFrame, ...places.map(([x, y]) => ({ x: x * (1 - width), y: y * (1 - height), width, height }))];
}

function joined(rows: readonly Float32Array[], width: number): Float32Array {
  const all = new Float32Array(rows.length * width);
  rows.forEach((row, i) => {
    all.set(row, i * width);
  });
  return all;
}

function requireFeatures(features: Float32Array, dims: number, backbone: string): void {
  if (!features.every(Number.isFinite)) throw codecError('CODEC_FEATURES', `${backbone}: some are not finite numbers`);
  if (features.length > dims && features.every((value, i) => value === features[i % dims])) {
    throw codecError('CODEC_FEATURES', `${backbone}: every picture gives the same one`);
  }
}
