import type { Millis } from '@splitsight/kernel';
import type { Frame } from '@splitsight/vision';
import { ModelProblem } from './problem.ts';

/** What can be drawn on a canvas and has a size. */
type Drawable = ImageBitmap;

/** Browsers on phones refuse canvases of more than 16.7 million pixels, so a picture is read in strips. */
const stripPixels = 4_000_000;

/**
 * Reads the pixels of a picture as the agent has them: RGB, 8 bits, sRGB, transparent parts black.
 *
 * @throws ModelProblem where the picture is wider than a canvas may be
 */
export function readFrame(bitmap: Drawable, capturedAt: Millis): Frame {
  const { width, height } = bitmap;
  const rgb = new Uint8Array(width * height * 3);
  const rows = Math.max(1, Math.min(height, Math.floor(stripPixels / width)));
  const context = new OffscreenCanvas(width, rows).getContext('2d', { willReadFrequently: true, alpha: false });
  if (!context) throw new ModelProblem('too-large', `a canvas ${width} wide`);
  let out = 0;
  for (let top = 0; top < height; top += rows) {
    const count = Math.min(rows, height - top);
    context.fillStyle = 'black';
    context.fillRect(0, 0, width, count);
    context.drawImage(bitmap, 0, -top);
    const { data } = context.getImageData(0, 0, width, count);
    for (let at = 0; at < data.length; at += 4) {
      rgb[out++] = data[at] ?? 0;
      rgb[out++] = data[at + 1] ?? 0;
      rgb[out++] = data[at + 2] ?? 0;
    }
  }
  return { width, height, rgb, capturedAt };
}
