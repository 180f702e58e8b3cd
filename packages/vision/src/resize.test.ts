import { wholeFrame } from '@splitsight/wire';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Frame } from './frame.ts';
import { resizeRegion } from './resize.ts';

/** A frame whose pixel (x, y) is `pixel(x, y)`. */
function drawn(width: number, height: number, pixel: (x: number, y: number) => [number, number, number]): Frame {
  const rgb = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) rgb.set(pixel(x, y), (y * width + x) * 3);
  return { width, height, rgb, capturedAt: 0 };
}

function resized(frame: Frame, width: number, height: number, box = wholeFrame): number[] {
  const target = new Uint8Array(width * height * 3);
  resizeRegion(frame, box, { width, height }, target);
  return [...target];
}

const reds = (rgb: number[]) => rgb.filter((_, i) => i % 3 === 0);

describe('resizeRegion', () => {
  test('copies a region of the size that is wanted', () => {
    const frame = drawn(5, 4, (x, y) => [10 * x, 10 * y, x + y]);
    expect(resized(frame, 5, 4)).toEqual([...frame.rgb]);
    expect(reds(resized(frame, 2, 2, { x: 1 / 5, y: 1 / 4, width: 2 / 5, height: 2 / 4 }))).toEqual([10, 20, 10, 20]);
  });

  test('shrinks to the mean of what a pixel covers, edges by their share', () => {
    const halved = drawn(4, 2, (x, y) => [x * 10 + y * 100, 0, 255]);
    expect(resized(halved, 2, 1)).toEqual([55, 0, 255, 75, 0, 255]);
    // Three pixels into two: each target pixel covers one and a half.
    expect(
      reds(
        resized(
          drawn(3, 1, (x) => [[0, 90, 240][x] ?? 0, 0, 0]),
          2,
          1,
        ),
      ),
    ).toEqual([30, 190]);
  });

  test('grows by interpolating between the two nearest pixel centres', () => {
    const frame = drawn(2, 1, (x) => [x * 100, 0, 0]);
    expect(reds(resized(frame, 4, 1))).toEqual([0, 25, 75, 100]);
    expect(
      reds(
        resized(
          drawn(1, 2, (_, y) => [y * 100, 0, 0]),
          1,
          4,
        ),
      ),
    ).toEqual([0, 25, 75, 100]);
  });

  test('grows along one axis and shrinks along the other', () => {
    const frame = drawn(2, 4, (x, y) => [x * 100 + y * 10, 0, 0]);
    expect(reds(resized(frame, 4, 2))).toEqual([5, 30, 80, 105, 25, 50, 100, 125]);
  });

  test('many rows into one take the general path and still give the mean', () => {
    expect(
      reds(
        resized(
          drawn(1, 10, (_, y) => [y * 20, 0, 0]),
          1,
          1,
        ),
      ),
    ).toEqual([90]);
  });

  test('repeats the edge for what lies outside the frame', () => {
    const frame = drawn(2, 2, (x) => [x * 100, 0, 0]);
    expect(reds(resized(frame, 2, 1, { x: 0.75, y: 0, width: 0.5, height: 1 }))).toEqual([100, 100]);
  });

  test('writes at the offset and nothing else', () => {
    const target = new Uint8Array(2 * 2 * 3 + 8).fill(7);
    resizeRegion(
      drawn(3, 3, () => [1, 2, 3]),
      wholeFrame,
      { width: 2, height: 2 },
      target,
      4,
    );
    expect([...target]).toEqual([7, 7, 7, 7, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 7, 7, 7, 7]);
  });

  test('agrees with exact area and linear arithmetic but for rounding, for any box and size', () => {
    const side = fc.integer({ min: 1, max: 40 });
    const part = fc.double({ min: 0.01, max: 1, noNaN: true });
    fc.assert(
      fc.property(side, side, side, side, part, part, part, part, fc.integer(), (w, h, tw, th, a, b, c, d, seed) => {
        const frame = drawn(w, h, (x, y) => [(x * 97 + y * 31 + seed) & 255, (x * y * 13) & 255, (x ^ y ^ seed) & 255]);
        const box = { x: a * (1 - b), y: c * (1 - d), width: b, height: d };
        const got = resized(frame, tw, th, box);
        for (let i = 0; i < got.length; i++) {
          const x = Math.floor(i / 3) % tw;
          const y = Math.floor(i / 3 / tw);
          const exact = mean(
            frame,
            i % 3,
            range(box.x * w, box.width * w, tw, x),
            range(box.y * h, box.height * h, th, y),
          );
          expect(Math.abs((got[i] ?? 0) - exact)).toBeLessThanOrEqual(1.2);
        }
      }),
      { numRuns: 100 },
    );
  });
});

function range(from: number, length: number, count: number, index: number): [number, number] {
  const centre = from + ((index + 0.5) * length) / count;
  const reach = Math.max(1, length / count) / 2;
  return [centre - reach, centre + reach];
}

/** The mean of a channel over a rectangle, by the shares of the pixels; the slow way, in floating point. */
function mean(frame: Frame, channel: number, columns: [number, number], rows: [number, number]): number {
  let sum = 0;
  for (let y = Math.floor(rows[0]); y < rows[1]; y++) {
    const high = Math.min(y + 1, rows[1]) - Math.max(y, rows[0]);
    for (let x = Math.floor(columns[0]); x < columns[1]; x++) {
      const wide = Math.min(x + 1, columns[1]) - Math.max(x, columns[0]);
      const column = Math.min(frame.width - 1, Math.max(0, x));
      const row = Math.min(frame.height - 1, Math.max(0, y));
      sum += high * wide * (frame.rgb[(row * frame.width + column) * 3 + channel] ?? 0);
    }
  }
  return sum / ((columns[1] - columns[0]) * (rows[1] - rows[0]));
}
