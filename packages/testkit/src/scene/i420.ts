import type { Frame } from '@splitsight/vision';

/** The bytes of a picture as I420: a plane of brightness, then two of colour at half the width and height. */
export function i420Bytes(width: number, height: number): number {
  return width * height + 2 * (width >> 1) * (height >> 1);
}

/**
 * Converts a frame to I420 with the coefficients of ITU-R BT.601, limited range: what cameras of this size send.
 *
 * @param target has {@link i420Bytes} bytes; width and height are even.
 */
export function encodeI420({ width, height, rgb }: Frame, target: Uint8Array): void {
  const half = width >> 1;
  let blue = width * height;
  let red = blue + half * (height >> 1);
  const row = width * 3;
  for (let y = 0; y < height; y += 2) {
    let at = y * row;
    let luma = y * width;
    for (let x = 0; x < width; x += 2, at += 6, luma += 2) {
      const r1 = rgb[at] as number;
      const g1 = rgb[at + 1] as number;
      const b1 = rgb[at + 2] as number;
      const r2 = rgb[at + 3] as number;
      const g2 = rgb[at + 4] as number;
      const b2 = rgb[at + 5] as number;
      const r3 = rgb[at + row] as number;
      const g3 = rgb[at + row + 1] as number;
      const b3 = rgb[at + row + 2] as number;
      const r4 = rgb[at + row + 3] as number;
      const g4 = rgb[at + row + 4] as number;
      const b4 = rgb[at + row + 5] as number;
      target[luma] = (66 * r1 + 129 * g1 + 25 * b1 + 4224) >> 8;
      target[luma + 1] = (66 * r2 + 129 * g2 + 25 * b2 + 4224) >> 8;
      target[luma + width] = (66 * r3 + 129 * g3 + 25 * b3 + 4224) >> 8;
      target[luma + width + 1] = (66 * r4 + 129 * g4 + 25 * b4 + 4224) >> 8;
      const r = r1 + r2 + r3 + r4;
      const g = g1 + g2 + g3 + g4;
      const b = b1 + b2 + b3 + b4;
      target[blue++] = (112 * b - 38 * r - 74 * g + 131584) >> 10;
      target[red++] = (112 * r - 94 * g - 18 * b + 131584) >> 10;
    }
  }
}
