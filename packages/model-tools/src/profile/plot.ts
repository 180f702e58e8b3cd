import { escapeXml, fixed, paint, rect, styleSheet, text, upright } from './svg.ts';

/** One bar of a plot. */
export interface PlotRow {
  readonly label: string;
  readonly edgeMs: number;
  readonly transferMs: number;
  readonly serverMs: number;
  readonly bytes: number;
  /** Edge, uplink and server keep up with the frames. */
  readonly fits: boolean;
  readonly best: boolean;
}

export interface Plot {
  readonly title: string;
  /** Lines under the title. */
  readonly notes: readonly string[];
  readonly rows: readonly PlotRow[];
  /** Bars are cut off here, in milliseconds. */
  readonly limitMs: number;
  /** What the uplink can carry of a frame. */
  readonly capacityBytes: number;
}

const width = 960;
const margin = 24;
const bars = { left: 232, right: 632 };
const dots = { left: 724, right: 924 };
const rowHeight = 24;
const barHeight = 14;

/**
 * Draws the ways to share a model as SVG: for each a bar of edge, transfer and server milliseconds, and a dot for its
 * bytes on a scale of powers of ten. The best row stands on a band; rows that cannot keep up are pale.
 */
export function renderPlot(plot: Plot): string {
  const notesTop = margin + 22;
  const legendTop = notesTop + plot.notes.length * 18 + 10;
  const top = legendTop + 40;
  const bottom = top + plot.rows.length * rowHeight;
  const height = bottom + 62;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ` +
      'font-family="system-ui, -apple-system, Segoe UI, Roboto, DejaVu Sans, sans-serif" font-size="12" role="img">',
    `<title>${escapeXml(plot.title)}</title>`,
    `<style>${styleSheet}</style>`,
    rect('page', 0, 0, width, height, 8),
    text('ink', margin, margin + 8, plot.title, 'font-size="17" font-weight="600"'),
    ...plot.notes.map((note, i) => text('dim', margin, notesTop + 8 + i * 18, note)),
    ...renderLegend(legendTop),
    ...renderScales(plot, top, bottom),
    ...plot.rows.flatMap((row, i) => renderRow(row, plot, top + i * rowHeight)),
    '</svg>',
    '',
  ].join('\n');
}

function renderLegend(y: number): string[] {
  const entries = [
    ['edge', 66],
    ['transfer', 86],
    ['server', 78],
  ] as const;
  let x = bars.left;
  const keys = entries.flatMap(([name, step]) => {
    const key = [rect(name, x, y, 12, 12), text('ink', x + 18, y + 10, name)];
    x += step;
    return key;
  });
  return [...keys, text('dim', x + 8, y + 10, 'pale: cannot keep up with the frames')];
}

function renderScales({ limitMs, capacityBytes, rows }: Plot, top: number, bottom: number): string[] {
  const middle = (axis: { left: number; right: number }) => (axis.left + axis.right) / 2;
  const times = timeTicks(limitMs).flatMap((ms) => {
    const x = bars.left + (ms / limitMs) * (bars.right - bars.left);
    return [upright('grid', x, top, bottom), text('dim', x, bottom + 18, count(ms), 'text-anchor="middle"')];
  });
  const { x: xOf, powers } = bytesScale(rows, capacityBytes);
  const sizes = powers.flatMap((power) => {
    const x = xOf(10 ** power);
    return [upright('grid', x, top, bottom), text('dim', x, bottom + 18, powerName(power), 'text-anchor="middle"')];
  });
  return [
    ...times,
    text('ink', middle(bars), bottom + 42, 'milliseconds from picture to answer', 'text-anchor="middle"'),
    ...sizes,
    text('ink', middle(dots), bottom + 42, 'bytes a frame (log scale)', 'text-anchor="middle"'),
    upright('line', xOf(capacityBytes), top - 4, bottom, 'stroke-dasharray="4 3"'),
    text(
      'dim',
      middle(dots),
      top - 12,
      `dashed: ${count(Math.floor(capacityBytes))} bytes fit the uplink`,
      'text-anchor="middle"',
    ),
  ];
}

function renderRow(row: PlotRow, { limitMs, rows, capacityBytes }: Plot, y: number): string[] {
  const total = row.edgeMs + row.transferMs + row.serverMs;
  const scale = (bars.right - bars.left) / limitMs;
  const y0 = y + (rowHeight - barHeight) / 2;
  let from = 0;
  const parts = (
    [
      ['edge', row.edgeMs],
      ['transfer', row.transferMs],
      ['server', row.serverMs],
    ] as const
  ).flatMap(([name, ms]) => {
    const start = Math.min(from, limitMs);
    from += ms;
    const length = (Math.min(from, limitMs) - start) * scale;
    return length > 0 ? [rect(name, bars.left + start * scale, y0, length, barHeight)] : [];
  });
  const cut = total > limitMs;
  const end = bars.left + Math.min(total, limitMs) * scale;
  // A bar that is cut off ends in a notch of the page's colour.
  const notch = cut
    ? [`<path ${paint('page')} d="M${fixed(end - 9)} ${y0 + barHeight}l4 -${barHeight}h3l-4 ${barHeight}z"/>`]
    : [];
  const weight = row.best ? 'font-weight="600"' : '';
  const middle = y + rowHeight / 2 + 4;
  const role = row.fits ? 'ink' : 'dim';
  const pale = row.fits ? '' : ' opacity="0.4"';
  const dot = bytesScale(rows, capacityBytes).x(row.bytes);
  return [
    ...(row.best ? [rect('best', margin - 8, y + 1, width - 2 * margin + 16, rowHeight - 2, 4)] : []),
    '<g class="row">',
    `<title>${escapeXml(`${row.label}: ${describe(row, total)}`)}</title>`,
    text(role, bars.left - 12, middle, row.label, `text-anchor="end" ${weight}`),
    `<g class="bar"${pale}>${parts.join('')}${notch.join('')}</g>`,
    text(role, end + 8, middle, `${count(total)} ms${row.best ? ', best' : ''}`, weight),
    `<circle ${paint('dim')} cx="${fixed(dot)}" cy="${y + rowHeight / 2}" r="4"${pale}/>`,
    '</g>',
  ];
}

function describe(row: PlotRow, total: number): string {
  const { edgeMs, transferMs, serverMs, bytes } = row;
  return `${count(edgeMs)} ms edge + ${count(transferMs)} ms transfer + ${count(serverMs)} ms server = ${count(total)} ms; ${count(bytes)} bytes`;
}

/** Where a number of bytes lies, and the powers of ten that are marked. */
function bytesScale(rows: readonly PlotRow[], capacity: number) {
  const sizes = [capacity, ...rows.map(({ bytes }) => Math.max(1, bytes))].map(Math.log10);
  const low = Math.floor(Math.min(...sizes));
  const high = Math.max(low + 1, Math.ceil(Math.max(...sizes)));
  const x = (bytes: number) =>
    dots.left + ((Math.log10(Math.max(1, bytes)) - low) / (high - low)) * (dots.right - dots.left);
  return { x, powers: Array.from({ length: high - low + 1 }, (_, i) => low + i) };
}

/** Four to eight round numbers from 0 to `limit`. */
function timeTicks(limit: number): number[] {
  const rough = limit / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough * 0.75) ?? 10);
  return Array.from({ length: Math.floor(limit / step) + 1 }, (_, i) => i * step);
}

function powerName(power: number): string {
  const units = ['', ' k', ' M', ' G', ' T'];
  return `${10 ** (power % 3)}${units[Math.floor(power / 3)] ?? ''}${power < 3 ? ' B' : 'B'}`;
}

/** A number for people: thousands apart, one decimal where it matters. */
function count(value: number): string {
  const digits = value > 0 && value < 10 && !Number.isInteger(value) ? 1 : 0;
  return value.toFixed(digits).replace(/\B(?=(\d{3})+$)/g, ',');
}
