import type { Random } from '@splitsight/learn';
import { type Frame, resizeRegion } from '@splitsight/vision';
import type { Box } from '@splitsight/wire';

/** The share of a crop's radius that is pasted as it is; from there to its rim it fades out. */
const solid = 0.6;
/** The side of the crop that is looked for, as a share of the picture's shorter side. */
const cropShare = 0.5;
/** Windows are tried at every so many pixels. */
const stride = 4;

/** The square of a picture with the most flame-coloured pixels, and how large their share of it is. */
export function findFire(frame: Frame): { readonly box: Box; readonly share: number } {
  const { width, height } = frame;
  const sums = sumFlames(frame);
  const side = Math.round(cropShare * Math.min(width, height));
  let best = { x: 0, y: 0, count: -1 };
  for (let y = 0; y + side <= height; y += stride) {
    for (let x = 0; x + side <= width; x += stride) {
      const at = (column: number, row: number) => sums[row * (width + 1) + column] as number;
      const count = at(x + side, y + side) - at(x, y + side) - at(x + side, y) + at(x, y);
      if (count > best.count) best = { x, y, count };
    }
  }
  const box = { x: best.x / width, y: best.y / height, width: side / width, height: side / height };
  return { box, share: best.count / (side * side) };
}

/** How many flame-coloured pixels lie above and left of each corner of the pixel grid. */
function sumFlames({ width, height, rgb }: Frame): Int32Array {
  const stepped = width + 1;
  const sums = new Int32Array(stepped * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 3;
      const [red, green, blue] = [rgb[at] as number, rgb[at + 1] as number, rgb[at + 2] as number];
      if (red > 180 && red >= green && green >= blue && red - blue > 70) row++;
      sums[(y + 1) * stepped + x + 1] = (sums[y * stepped + x + 1] as number) + row;
    }
  }
  return sums;
}

/** A square box of `share` of the frame's width, anywhere in it. */
export function randomPlace({ width, height }: Frame, share: number, random: Random): Box {
  const side = Math.min(height, Math.round(width * share));
  const x = Math.floor(random() * (width - side + 1));
  const y = Math.floor(random() * (height - side + 1));
  return { x: x / width, y: y / height, width: side / width, height: side / height };
}

/** A copy of a frame with a round crop of another one pasted into a square box, its rim feathered. */
export function paste(frame: Frame, crop: { readonly frame: Frame; readonly box: Box }, into: Box): Frame {
  const side = Math.round(into.width * frame.width);
  const [left, top] = [Math.round(into.x * frame.width), Math.round(into.y * frame.height)];
  const pixels = new Uint8Array(side * side * 3);
  resizeRegion(crop.frame, crop.box, { width: side, height: side }, pixels);
  // Not slice: of a Buffer that is a view.
  const rgb = new Uint8Array(frame.rgb);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const alpha = opacity(((x + 0.5) / side) * 2 - 1, ((y + 0.5) / side) * 2 - 1);
      const from = (y * side + x) * 3;
      const to = ((top + y) * frame.width + left + x) * 3;
      for (let c = 0; c < 3; c++) {
        const below = rgb[to + c] as number;
        rgb[to + c] = Math.round(below + alpha * ((pixels[from + c] as number) - below));
      }
    }
  }
  return { ...frame, rgb };
}

/** 1 inside, 0 from the rim on, smooth between; coordinates from −1 to 1. */
function opacity(x: number, y: number): number {
  const faded = Math.min(1, Math.max(0, (Math.hypot(x, y) - solid) / (1 - solid)));
  return 1 - faded * faded * (3 - 2 * faded);
}
