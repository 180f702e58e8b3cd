import { expect, it } from 'vitest';
import { createPace } from './pace.ts';

/** A page scrolled by so many pixels every 16 ms. */
function scrolled(by: number, times: number) {
  const pace = createPace();
  for (let step = 0; step <= times; step++) pace.moved(step * by, step * 16);
  return { pace, at: times * 16 };
}

it('is fast while screens fly by, and until shortly after', () => {
  const { pace, at } = scrolled(80, 10);
  expect(pace.isFast(at)).toBe(true);
  expect(pace.isFast(at + 100)).toBe(true);
  expect(pace.isFast(at + 120)).toBe(false);
});

it('is not fast at the pace of somebody who reads, at rest, or with the first step after a rest', () => {
  const { pace, at } = scrolled(16, 10);
  expect(pace.isFast(at)).toBe(false);
  pace.moved(10_000, at + 500);
  expect(pace.isFast(at + 500)).toBe(false);
  expect(createPace().isFast(0)).toBe(false);
});

it('slows down as the page does', () => {
  const { pace, at } = scrolled(80, 10);
  for (let step = 1; step <= 4; step++) pace.moved(800 + step * 8, at + step * 16);
  expect(pace.isFast(at + 64)).toBe(false);
});
