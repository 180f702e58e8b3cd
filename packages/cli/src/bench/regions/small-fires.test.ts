import type { Frame } from '@splitsight/vision';
import { expect, it } from 'vitest';
import { findFire, paste } from './small-fires.ts';

/** A grey picture as a decoder gives it, in a Buffer, with a flame-coloured square. */
function picture(square?: { readonly x: number; readonly y: number; readonly side: number }): Frame {
  const rgb = Buffer.alloc(80 * 60 * 3, 100);
  const { x, y, side } = square ?? { x: 0, y: 0, side: 0 };
  for (let row = y; row < y + side; row++) {
    for (let column = x; column < x + side; column++) rgb.set([240, 140, 40], (row * 80 + column) * 3);
  }
  return { width: 80, height: 60, rgb, capturedAt: 0 };
}

const pixel = ({ rgb, width }: Frame, x: number, y: number) => [...rgb.subarray((y * width + x) * 3).subarray(0, 3)];

it('finds the square that burns', () => {
  const { box, share } = findFire(picture({ x: 44, y: 20, side: 30 }));
  expect(box).toEqual({ x: 44 / 80, y: 20 / 60, width: 30 / 80, height: 30 / 60 });
  expect(share).toBe(1);
  expect(findFire(picture()).share).toBe(0);
});

it('pastes a round crop with a feathered rim into a copy', () => {
  const below = picture();
  const before = Buffer.from(below.rgb);
  const fire = picture({ x: 0, y: 0, side: 40 });
  const crop = { frame: fire, box: { x: 0, y: 0, width: 0.5, height: 40 / 60 } };
  const pasted = paste(below, crop, { x: 10 / 80, y: 20 / 60, width: 20 / 80, height: 20 / 60 });
  expect(before.equals(below.rgb)).toBe(true);
  expect(pixel(pasted, 20, 30)).toEqual([240, 140, 40]);
  expect(pixel(pasted, 10, 20)).toEqual([100, 100, 100]);
  expect(pixel(pasted, 40, 30)).toEqual([100, 100, 100]);
  const [rim = 0] = pixel(pasted, 12, 30);
  expect(rim).toBeGreaterThan(100);
  expect(rim).toBeLessThan(240);
});
