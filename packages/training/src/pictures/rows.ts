import type { Backbone, Decoder } from '@splitsight/inference';
import { createRandom, type Random } from '@splitsight/learn';
import type { Frame } from '@splitsight/vision';
import { decodePictures, type Picture, type UnreadableLog } from './pictures.ts';
import { plainView, renderView, type View } from './views.ts';

/** Rows of decoded features and where each comes from. */
export interface Rows {
  /** count × dims */
  readonly features: Float32Array;
  /** The index of each row's picture. */
  readonly picture: readonly number[];
  /** How much each row counts beside its picture. */
  readonly weight: readonly number[];
  /** Whether each row is its picture as it is. */
  readonly plain: readonly boolean[];
}

/** What is done to make rows of pictures. */
export interface RowsOptions {
  readonly backbone: Backbone;
  readonly decoder: Decoder;
  /** The altered copies of a picture, besides the picture as it is. */
  readonly altered: (frame: Frame, picture: Picture, random: Random) => readonly View[];
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly onUnreadable: UnreadableLog;
}

/**
 * Turns pictures into features on the way they take from the edge to a head: region, backbone, codec, and back.
 *
 * @returns rows in the order of the pictures; a picture that cannot be read has none.
 */
export async function readRows(pictures: readonly Picture[], options: RowsOptions): Promise<Rows> {
  const { backbone, decoder } = options;
  const { input, dims } = backbone;
  const indexOf = new Map(pictures.map((picture, index) => [picture, index]));
  const chunks: Float32Array[] = [];
  const rows = { picture: [] as number[], weight: [] as number[], plain: [] as boolean[] };
  for await (const { picture, frame } of decodePictures(pictures, options.onUnreadable)) {
    options.signal.throwIfAborted();
    const index = indexOf.get(picture) ?? 0;
    // A source of its own for each picture: leaving one out changes no other.
    const views = [plainView, ...options.altered(frame, picture, createRandom(options.seed * 1_000_003 + index))];
    const images = new Uint8Array(views.length * input.width * input.height * 3);
    views.forEach((view, i) => {
      renderView(frame, view, input, images, i * input.width * input.height * 3);
    });
    const vectors = await backbone.extract(images, views.length);
    chunks.push(await decoder.decode(Buffer.concat(vectors), views.length));
    views.forEach((view, i) => {
      rows.picture.push(index);
      rows.weight.push(view.weight);
      rows.plain.push(i === 0);
    });
  }
  const features = new Float32Array(rows.picture.length * dims);
  let at = 0;
  for (const chunk of chunks) {
    features.set(chunk, at);
    at += chunk.length;
  }
  return { features, ...rows };
}
