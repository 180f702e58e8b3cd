import { decodePicture } from '@splitsight/vision/picture';
import { describe, expect, it } from 'vitest';
import { type Plot, type PlotRow, renderPlot } from './plot.ts';

const row = (label: string, details: Partial<PlotRow> = {}): PlotRow => ({
  label,
  edgeMs: 10,
  transferMs: 20,
  serverMs: 30,
  bytes: 1000,
  fits: true,
  best: false,
  ...details,
});
const plot: Plot = {
  title: 'Where to cut <it> & "why"',
  notes: ['a note with a bell \u0007', 'another'],
  limitMs: 100,
  capacityBytes: 50_000,
  rows: [
    row('picture', { edgeMs: 0, transferMs: 500, fits: false, bytes: 150_528 }),
    row('a <b> & c'),
    row('all', { serverMs: 0, best: true, bytes: 0 }),
  ],
};

/** How often a pattern occurs. */
const count = (svg: string, pattern: RegExp) => [...svg.matchAll(pattern)].length;

describe('the plot of an answer', () => {
  const svg = renderPlot(plot);

  it('is well-formed SVG of the size it states, whatever the names hold', async () => {
    // librsvg refuses what is not well-formed.
    const picture = await decodePicture(Buffer.from(svg));
    expect(svg).toContain(`viewBox="0 0 ${picture.width} ${picture.height}"`);
    expect(svg).not.toContain('\u0007');
  });

  it('has one bar and one dot for each way, with a part for each that takes time', () => {
    expect(count(svg, /<g class="bar"/g)).toBe(3);
    expect(count(svg, /<circle/g)).toBe(3);
    const bars = svg.split('\n').filter((line) => line.startsWith('<g class="bar"'));
    expect(bars.map((bar) => [...bar.matchAll(/class="(edge|transfer|server)"/g)].map((match) => match[1]))).toEqual([
      ['transfer'],
      ['edge', 'transfer', 'server'],
      ['edge', 'transfer'],
    ]);
  });

  it('marks the best and only it, makes pale what does not fit, and cuts off what is too long', () => {
    expect(count(svg, /ms, best</g)).toBe(1);
    expect(count(svg, /<g class="bar" opacity/g)).toBe(1);
    expect(count(svg, /<path/g)).toBe(1);
    const widths = [...svg.matchAll(/class="(?:edge|transfer|server)"[^>]* width="([\d.]+)"/g)].map((match) =>
      Number(match[1]),
    );
    expect(Math.max(...widths)).toBe(400);
  });

  it('has no bars beyond its axis when everything takes no time', async () => {
    const still = renderPlot({ ...plot, limitMs: 1, rows: [row('x', { edgeMs: 0, transferMs: 0, serverMs: 0 })] });
    expect(still).not.toContain('NaN');
    await decodePicture(Buffer.from(still));
  });
});
