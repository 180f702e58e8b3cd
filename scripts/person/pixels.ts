import type { Random } from '@splitsight/learn';
import { type Frame, resizeRegion } from '@splitsight/vision';
import { type Box, wholeFrame } from '@splitsight/wire';

/** Cuts a part of a picture and scales it to a square. */
export function cutSquare(frame: Frame, box: Box, side: number): Frame {
  const rgb = new Uint8Array(side * side * 3);
  resizeRegion(frame, box, { width: side, height: side }, rgb);
  return { width: side, height: side, rgb, capturedAt: frame.capturedAt };
}

/** A part of a picture that is square in pixels, at a random place, so many shares of its shorter side long. */
export function randomSquare({ width, height }: Frame, least: number, most: number, random: Random): Box {
  const side = Math.min(width, height) * (least + (most - least) * random());
  const box = { width: side / width, height: side / height };
  return { ...box, x: random() * (1 - box.width), y: random() * (1 - box.height) };
}

/**
 * What other cameras would have made of a square picture: mirrored, brighter or darker, with less contrast, a colour cast
 * or none at all, blurred, and with a sensor's noise. Each by chance, mostly mildly.
 */
export function distort(frame: Frame, random: Random): Frame {
  const { width: side } = frame;
  const between = (low: number, high: number) => low + (high - low) * random();
  const blurred = random() < 0.35 ? Math.round(side * between(0.25, 0.7)) : side;
  const soft = cutSquare(cutSquare(frame, wholeFrame, blurred), wholeFrame, side);
  if (random() < 0.5) mirror(soft);
  const contrast = random() < 0.3 ? between(0.4, 0.9) : between(0.9, 1.15);
  const gain = random() < 0.25 ? between(0.35, 0.7) : between(0.7, 1.3);
  const cast = random() < 0.3 ? [between(0.8, 1.2), between(0.9, 1.1), between(0.8, 1.2)] : [1, 1, 1];
  const grey = random() < 0.12;
  const noise = random() < 0.3 ? between(2, 10) : 0;
  const { rgb } = soft;
  let sum = 0;
  for (let i = 0; i < rgb.length; i++) sum += rgb[i] ?? 0;
  const mean = sum / rgb.length;
  for (let i = 0; i < rgb.length; i += 3) {
    const luma = 0.3 * (rgb[i] ?? 0) + 0.59 * (rgb[i + 1] ?? 0) + 0.11 * (rgb[i + 2] ?? 0);
    for (let c = 0; c < 3; c++) {
      const own = grey ? luma : (rgb[i + c] ?? 0) * (cast[c] ?? 1);
      const rough = noise === 0 ? 0 : noise * (random() + random() + random() - 1.5);
      rgb[i + c] = Math.min(255, Math.max(0, Math.round((mean + (own - mean) * contrast) * gain + rough)));
    }
  }
  return soft;
}

function mirror({ width, height, rgb }: Frame): void {
  for (let y = 0; y < height; y++) {
    for (let left = y * width, right = left + width - 1; left < right; left++, right--) {
      const pixel = rgb.slice(3 * left, 3 * left + 3);
      rgb.copyWithin(3 * left, 3 * right, 3 * right + 3);
      rgb.set(pixel, 3 * right);
    }
  }
}

/** A square around a box as a motion region would be: up to `most` times as long, its middle near the box's. */
export function around({ width, height }: Frame, box: Box, most: number, random: Random): Box {
  const longer = Math.max(box.width * width, box.height * height);
  const length = Math.min(width, height, longer * most ** random());
  const place = (from: number, share: number, limit: number) => {
    const middle = (from + share / 2) * limit + (random() - 0.5) * 0.3 * length;
    return Math.min(limit - length, Math.max(0, middle - length / 2)) / limit;
  };
  return {
    x: place(box.x, box.width, width),
    y: place(box.y, box.height, height),
    width: length / width,
    height: length / height,
  };
}

/** Whether two boxes have a part in common. */
export function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
