import type { Size } from '@splitsight/vision';
import type { View } from './layout.ts';

/** Where points of the yard are in the picture. */
export interface Projection {
  /** Pixels a metre at one metre's distance. */
  readonly scale: number;
  /** The picture's column of a point `x` to the right and `z` ahead, in pixels. */
  column(x: number, z: number): number;
  /** The picture's row of a point `y` up and `z` ahead, in pixels. */
  row(y: number, z: number): number;
}

/** Makes the projection of a view into a picture of `size`. */
export function createProjection(view: View, size: Size): Projection {
  const scale = view.focal * size.width;
  const middle = size.width / 2;
  const horizon = view.horizon * size.height;
  return {
    scale,
    column: (x, z) => middle + (x / z) * scale,
    row: (y, z) => horizon + ((view.height - y) / z) * scale,
  };
}
