import { expect, it } from 'vitest';
import { comparedThreads, deviceFactors, referenceThreads } from './devices.ts';

const ms = (median: number) => ({ median, low: median, high: median });

it('a device is compared with as many threads as are published and not above those asked for', () => {
  expect([1, 2, 3, 4, 8].map((threads) => comparedThreads('pi5', threads))).toEqual([1, 2, 2, 4, 4]);
  expect([1, 2, 4].map((threads) => comparedThreads('pi4', threads))).toEqual([1, 1, 4]);
  expect([4, 6].map((threads) => comparedThreads('jetson-orin-nano', threads))).toEqual([1, 6]);
  expect(comparedThreads('jetson-orin-nano-gpu', 2)).toBe(0);
});

it('ResNet-18 is timed here once for each count of threads that a device needs', () => {
  expect(referenceThreads(1)).toEqual([1]);
  expect(referenceThreads(2)).toEqual([1, 2]);
  expect(referenceThreads(4)).toEqual([1, 4]);
});

it('a factor is the published time over the time here with as many threads', () => {
  const factors = deviceFactors(
    2,
    new Map([
      [1, ms(47.75)],
      [2, ms(23.5)],
    ]),
  );
  expect(factors.map(({ device, factor }) => [device, factor])).toEqual([
    ['this', 1],
    ['pi4', 191 / 47.75],
    ['pi5', 71 / 23.5],
    ['jetson-orin-nano', 48.8 / 47.75],
    ['jetson-orin-nano-gpu', 4.7 / 23.5],
  ]);
  expect(factors[1]?.from).toMatchObject({ publishedMs: 191, publishedThreads: 1, hereMs: 47.75, hereThreads: 1 });
});
