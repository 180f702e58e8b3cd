import { type Box, type FeatureRegion, wholeFrame } from '@splitsight/wire';
import type { Frame } from './frame.ts';
import type { Region } from './regions.ts';
import { resizeRegion, type Size } from './resize.ts';

/** What turns cuts into vectors: a backbone with a codec behind it. */
export interface Extractor {
  /** @param images `count` pictures of the backbone's input size. @returns one vector a picture. */
  extract(images: Uint8Array, count: number): Promise<readonly Uint8Array[]>;
  /** The same with the nine cells of each picture, row by row. */
  extractTiles(
    images: Uint8Array,
    count: number,
  ): Promise<{ readonly features: readonly Uint8Array[]; readonly tiles: readonly (readonly Uint8Array[])[] }>;
}

/** A picture and the regions of it that the extractor is to see; the frame is its holder's until it is released. */
export interface Look {
  readonly frame: Frame;
  readonly regions: readonly Region[];
}

/** What the extractor is to see for some regions: the nine tiles come from one pass of the whole frame. */
interface Cuts {
  readonly boxes: readonly Box[];
  /** Which of them is the whole frame that the tiles are cells of. */
  readonly whole: number;
}

function cutsOf(regions: readonly Region[]): Cuts {
  const apart = regions.filter(({ kind }) => kind !== 'tile');
  const boxes = apart.map(({ box }) => box);
  const whole = apart.findIndex(({ kind }) => kind === 'global');
  if (whole >= 0 || apart.length === regions.length) return { boxes, whole };
  return { boxes: [...boxes, wholeFrame], whole: boxes.length };
}

/** How many pictures the extractor is to see for some regions. */
export function countCuts(regions: readonly Region[]): number {
  return cutsOf(regions).boxes.length;
}

/**
 * Cuts what the extractor is to see of several looks to the backbone's input, one after the other, as it takes them.
 *
 * @param target is used when it is large enough.
 * @returns pictures of height × width × 3 bytes; a view into `target` when that was large enough.
 */
export function cutLooks(looks: readonly Look[], size: Size, target?: Uint8Array): Uint8Array {
  const imageBytes = size.width * size.height * 3;
  const bytes = looks.reduce((sum, { regions }) => sum + countCuts(regions) * imageBytes, 0);
  const images = target && target.length >= bytes ? target.subarray(0, bytes) : new Uint8Array(bytes);
  let offset = 0;
  for (const { frame, regions } of looks) {
    for (const box of cutsOf(regions).boxes) {
      resizeRegion(frame, box, size, images, offset);
      offset += imageBytes;
    }
  }
  return images;
}

/**
 * Extracts the features of the regions of several looks.
 *
 * @param images what {@link cutLooks} has cut from these looks.
 * @returns the regions of each look with their vectors, in their order.
 * @throws CodedError MODEL_RUN
 */
export async function extractRegions(
  backbone: Extractor,
  looks: readonly Pick<Look, 'regions'>[],
  images: Uint8Array,
): Promise<FeatureRegion[][]> {
  const count = looks.reduce((sum, { regions }) => sum + countCuts(regions), 0);
  if (count === 0) return looks.map(() => []);
  const tiled = looks.some(({ regions }) => regions.some(({ kind }) => kind === 'tile'));
  const { features, tiles } = tiled
    ? await backbone.extractTiles(images, count)
    : { features: await backbone.extract(images, count), tiles: [] };
  let first = 0;
  return looks.map(({ regions }) => {
    const { boxes, whole } = cutsOf(regions);
    const own = features.slice(first, first + boxes.length);
    const cells = tiles[first + whole] ?? [];
    first += boxes.length;
    return withVectors(regions, own, cells);
  });
}

/** Each region with its vector: the tiles' from the cells of the whole frame, the others' in the order of the cuts. */
function withVectors(
  regions: readonly Region[],
  features: readonly Uint8Array[],
  cells: readonly Uint8Array[],
): FeatureRegion[] {
  let [cut, cell] = [0, 0];
  return regions.flatMap((region) => {
    const vector = region.kind === 'tile' ? cells[cell++] : features[cut++];
    return vector ? [{ ...region, vector }] : [];
  });
}
