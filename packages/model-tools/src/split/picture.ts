import type { Size } from '@splitsight/vision';

/** How the axes of a picture, or of a map, follow each other. */
export type Layout = 'nchw' | 'nhwc';

/** How a model wants its pictures. */
export interface Preparation {
  /** A value is (byte × scale − mean) / std, colour by colour. */
  readonly scale: number;
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** The order of colours; mean and std are in the same order. */
  readonly colours: 'rgb' | 'bgr';
}

/** What ImageNet's networks want, but for the oldest. */
export const imagenetPreparation: Preparation = {
  scale: 1 / 255,
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
  colours: 'rgb',
};

/** The one picture that a classifier takes. */
export interface PictureInput {
  readonly name: string;
  readonly layout: Layout;
  readonly size: Size;
}

/** The shape of a batch of pictures, or with another count of channels of maps. */
export function shapeOf<Batch>({ layout, size }: Omit<PictureInput, 'name'>, batch: Batch, channels = 3) {
  const { height, width } = size;
  return layout === 'nchw' ? [batch, channels, height, width] : [batch, height, width, channels];
}

/**
 * Turns the bytes of one picture (RGB, row by row) into what the model takes, as arithmetic outside of any graph: what
 * the graph's own preparation is compared with.
 */
export function prepare(
  bytes: Uint8Array,
  { layout, size }: Omit<PictureInput, 'name'>,
  how: Preparation,
): Float32Array {
  const pixels = size.height * size.width;
  const values = new Float32Array(3 * pixels);
  for (let channel = 0; channel < 3; channel++) {
    const colour = how.colours === 'rgb' ? channel : 2 - channel;
    const mean = how.mean[channel] ?? 0;
    const std = how.std[channel] ?? 1;
    for (let pixel = 0; pixel < pixels; pixel++) {
      const at = layout === 'nchw' ? channel * pixels + pixel : 3 * pixel + channel;
      values[at] = ((bytes[3 * pixel + colour] as number) * how.scale - mean) / std;
    }
  }
  return values;
}
