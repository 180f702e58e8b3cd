import type { Box } from '@splitsight/wire';
import type { Frame } from './frame.ts';

/** The size of a model's input, in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Scales a region of a frame to `size` and writes it as RGB, row by row, into `target` from `offset` on.
 *
 * Each target pixel is the mean of the source pixels it covers when shrinking (box filter), and the nearest one when
 * growing. The aspect ratio is not kept: training and watching treat pictures the same way, through this function.
 *
 * @param box in fractions of the frame.
 * @param target has at least `offset` + width × height × 3 bytes.
 */
export function resizeRegion(frame: Frame, box: Box, size: Size, target: Uint8Array, offset = 0): void {
  const columns = spans(box.x * frame.width, box.width * frame.width, size.width, frame.width);
  const rows = spans(box.y * frame.height, box.height * frame.height, size.height, frame.height);
  const { rgb } = frame;
  let out = offset;
  for (let y = 0; y < size.height; y++) {
    const top = rows[2 * y] as number;
    const bottom = rows[2 * y + 1] as number;
    for (let x = 0; x < size.width; x++) {
      const left = columns[2 * x] as number;
      const right = columns[2 * x + 1] as number;
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let row = top; row < bottom; row++) {
        const end = (row * frame.width + right) * 3;
        for (let at = (row * frame.width + left) * 3; at < end; at += 3) {
          red += rgb[at] as number;
          green += rgb[at + 1] as number;
          blue += rgb[at + 2] as number;
        }
      }
      const count = (bottom - top) * (right - left);
      target[out++] = (red / count + 0.5) | 0;
      target[out++] = (green / count + 0.5) | 0;
      target[out++] = (blue / count + 0.5) | 0;
    }
  }
}

/** The half-open ranges of source pixels that each of `count` target pixels covers: [from, to, from, to, …]. */
function spans(start: number, length: number, count: number, limit: number): Int32Array {
  const ranges = new Int32Array(2 * count);
  for (let i = 0; i < count; i++) {
    const from = Math.min(limit - 1, Math.max(0, Math.floor(start + (i * length) / count)));
    const to = Math.min(limit, Math.max(from + 1, Math.floor(start + ((i + 1) * length) / count)));
    ranges[2 * i] = from;
    ranges[2 * i + 1] = to;
  }
  return ranges;
}
