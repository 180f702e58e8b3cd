import type { Point, Trend } from './trend.ts';

/** A row of the plot. */
export interface Series {
  readonly name: string;
  readonly unit: string;
  readonly points: readonly Point[];
  /** Drawn as a line over the points. */
  readonly trend: Trend | undefined;
}

const width = 720;
const row = 120;
const margin = { left: 64, right: 16, top: 28, bottom: 10 };

/** Draws series below each other over one axis of minutes, as a file of SVG that needs nothing else. */
export function drawSeries(title: string, series: readonly Series[]): string {
  const last = Math.max(1e-9, ...series.flatMap(({ points }) => points.map(({ minute }) => minute)));
  const height = 32 + series.length * row + 24;
  const rows = series.map((one, i) => drawRow(one, 32 + i * row, last)).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="12" role="img">
<title>${escapeText(title)}</title>
<rect width="${width}" height="${height}" fill="#fff"/>
<text x="12" y="20" font-size="14" font-weight="bold">${escapeText(title)}</text>
${rows}<text x="${width - margin.right}" y="${height - 8}" text-anchor="end" fill="#555">${last.toFixed(1)} minutes</text>
</svg>
`;
}

function drawRow({ name, unit, points, trend }: Series, top: number, last: number): string {
  const values = points.map(({ value }) => value);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  // What never changes is a line in the middle.
  const pad = most > least ? (most - least) * 0.1 : 1;
  const [from, to] = [least - pad, most + pad];
  const [upper, lower] = [top + margin.top, top + row - margin.bottom];
  const x = (minute: number) => (margin.left + (minute / last) * (width - margin.left - margin.right)).toFixed(1);
  const y = (value: number) => (lower - ((value - from) / (to - from)) * (lower - upper)).toFixed(1);
  const line = points.map(({ minute, value }) => `${x(minute)},${y(value)}`).join(' ');
  const label = (value: number) =>
    `<text x="${margin.left - 6}" y="${Number(y(value)) + 4}" text-anchor="end" fill="#555">${round(value)}</text>`;
  return `<text x="12" y="${top + 18}">${escapeText(`${name}, ${unit}${trend ? `: ${describeTrend(trend)}` : ''}`)}</text>
<rect x="${margin.left}" y="${upper}" width="${width - margin.left - margin.right}" height="${lower - upper}" fill="#f4f4f2"/>
${label(least)}${most > least ? label(most) : ''}
<polyline points="${line}" fill="none" stroke="#1f5fa8" stroke-width="1.2"/>
${trend ? drawTrend(trend, points, x, y) : ''}`;
}

function drawTrend(
  { from, slope }: Trend,
  points: readonly Point[],
  x: (minute: number) => string,
  y: (value: number) => string,
): string {
  const [first, last] = [points[0]?.minute ?? 0, points.at(-1)?.minute ?? 0];
  const at = (minute: number) => `${x(minute)},${y(from + slope * minute)}`;
  return `<polyline points="${at(first)} ${at(last)}" fill="none" stroke="#b3261e" stroke-width="1.5" stroke-dasharray="6 4"/>\n`;
}

/** A slope and its interval in words. */
export function describeTrend({ slope, low, high, isFlat }: Trend): string {
  return `${round(slope)} a minute (99 %: ${round(low)} to ${round(high)})${isFlat ? ', flat' : ', grows'}`;
}

function round(value: number): string {
  return Number(value.toPrecision(3)).toString();
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
