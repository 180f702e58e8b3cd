import { expect, it } from 'vitest';
import { drawSeries } from './plot.ts';
import { trendOf } from './trend.ts';

const points = Array.from({ length: 12 }, (_, minute) => ({ minute, value: 100 + (minute % 3) }));

it('a plot has a line for each series and one for its trend, within the picture', () => {
  const svg = drawSeries('a & b', [
    { name: 'memory', unit: 'MiB', points, trend: trendOf(points) },
    { name: 'descriptors', unit: 'open', points: points.map(({ minute }) => ({ minute, value: 7 })), trend: undefined },
  ]);
  expect(svg).toContain('a &amp; b');
  const lines = [...svg.matchAll(/<polyline points="([^"]+)"/g)].map(([, line = '']) => line.split(' '));
  expect(lines.map((line) => line.length)).toEqual([12, 2, 12]);
  const [, , width = 0, height = 0] = (/viewBox="([^"]+)"/.exec(svg)?.[1] ?? '').split(' ').map(Number);
  for (const [x = Number.NaN, y = Number.NaN] of lines.flat().map((point) => point.split(',').map(Number))) {
    expect(x).toBeGreaterThanOrEqual(0);
    expect(x).toBeLessThanOrEqual(width);
    expect(y).toBeGreaterThanOrEqual(0);
    expect(y).toBeLessThanOrEqual(height);
  }
});

it('a plot of what never changes is a line', () => {
  const svg = drawSeries('still', [
    {
      name: 'descriptors',
      unit: 'open',
      points: points.map(({ minute }) => ({ minute, value: 24 })),
      trend: undefined,
    },
  ]);
  expect(svg).not.toContain('NaN');
});
