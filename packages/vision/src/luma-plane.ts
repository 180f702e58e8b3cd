import type { Frame } from './frame.ts';

/** A frame's brightness on a coarse grid: how motion sees it. Row by row, 0..255, reused from frame to frame. */
export interface LumaPlane {
  readonly columns: number;
  readonly rows: number;
  readonly values: Float32Array;
  /** Fills `values` from a frame of the size the plane was made for. */
  fill(frame: Frame): void;
}

/**
 * Makes the plane of a frame size: `columns` cells wide, cells as square as they come out.
 *
 * A cell is the mean of (R + 2G + B) / 4 over at least 4 × 4 evenly spaced pixels where the frame has them: on
 * 640 × 360 that reads one pixel in four, a quarter of the time for the same picture.
 */
export function createLumaPlane(width: number, height: number, columns = 80): LumaPlane {
  const across = Math.min(columns, width);
  const rows = Math.min(height, Math.max(1, Math.round((across * height) / width)));
  const stride = Math.max(1, Math.floor(width / (across * 4)));
  const edges = Int32Array.from({ length: across + 1 }, (_, i) => Math.floor((i * width) / across));
  const values = new Float32Array(across * rows);
  return {
    columns: across,
    rows,
    values,
    fill({ rgb }) {
      for (let row = 0; row < rows; row++) {
        const top = Math.floor((row * height) / rows);
        const bottom = Math.floor(((row + 1) * height) / rows);
        const lines = Math.ceil((bottom - top) / stride);
        for (let column = 0; column < across; column++) {
          const left = edges[column] as number;
          const right = edges[column + 1] as number;
          let sum = 0;
          for (let y = top; y < bottom; y += stride) {
            const end = (y * width + right) * 3;
            for (let at = (y * width + left) * 3; at < end; at += 3 * stride) {
              sum += (rgb[at] as number) + 2 * (rgb[at + 1] as number) + (rgb[at + 2] as number);
            }
          }
          values[row * across + column] = sum / (4 * lines * Math.ceil((right - left) / stride));
        }
      }
    },
  };
}
