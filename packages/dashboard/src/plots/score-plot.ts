import type { Millis } from '@splitsight/kernel';
import uPlot from 'uplot';
import type { AlertSpan } from '../live/alert-list.ts';
import type { ScoreSeries } from '../live/score-series.ts';
import { plotColours, plotColoursRevision } from './plot-colours.ts';
import type { Staged } from './plot-stage.ts';

export interface ScorePlotOptions {
  readonly height: number;
  readonly series: ScoreSeries;
  /** Where the dashed line is, 0..1. */
  readonly threshold: number;
  /** The server's clock: the right edge. */
  readonly now: () => Millis;
  /** The times to shade, from a moment on. */
  readonly spans: (from: Millis) => readonly AlertSpan[];
  /** Grows when the spans change. */
  readonly spansRevision: () => unknown;
}

export interface ScorePlot extends Staged {
  close(): void;
}

/** How much time a plot shows. */
export const shownSpan: Millis = 120_000;
/** New scores are drawn no more often: half the work of ten times a second, and a number that can still be read. */
const redrawEvery: Millis = 200;

/** Puts a score line into `element`: the last two minutes, 0 at the bottom, 1 at the top. */
export function openScorePlot(element: HTMLElement, options: ScorePlotOptions): ScorePlot {
  const { series } = options;
  let to = options.now();
  let width = 0;
  let drawnAt = Number.NEGATIVE_INFINITY;
  let drawn: readonly unknown[] = [];
  const plot = new uPlot(
    layout(options, () => to),
    [[], []],
    element,
  );

  return {
    draw(at) {
      if (width === 0 || at - drawnAt < redrawEvery) return false;
      const now = options.now();
      // Less than a pixel of movement is no change.
      const column = Math.floor((now / shownSpan) * width);
      const shown = [series.revision, column, options.spansRevision(), plotColoursRevision(), width];
      if (shown.every((value, index) => value === drawn[index])) return false;
      drawn = shown;
      drawnAt = at;
      to = now;
      const line = series.read(now - shownSpan);
      plot.setData([line.at, line.score]);
      return true;
    },
    resize(newWidth) {
      width = newWidth;
      if (width > 0) plot.setSize({ width, height: options.height });
    },
    close: () => plot.destroy(),
  };
}

function layout(options: ScorePlotOptions, to: () => Millis): uPlot.Options {
  return {
    width: 10,
    height: options.height,
    padding: [3, 4, 3, 0],
    legend: { show: false },
    cursor: { show: false },
    axes: [{ show: false }, { show: false }],
    scales: {
      x: { time: false, range: () => [to() - shownSpan, to()] },
      y: { range: () => [0, 1] },
    },
    series: [
      {},
      {
        stroke: () => plotColours().line,
        fill: () => plotColours().fill,
        width: 1.5,
        points: { show: false },
      },
    ],
    hooks: {
      drawClear: [
        (plot) => {
          shadeSpans(plot, options.spans(to() - shownSpan));
          dashThreshold(plot, options.threshold);
        },
      ],
      draw: [(plot) => dotNewest(plot, options.series)],
    },
  };
}

function shadeSpans({ ctx, bbox, valToPos }: uPlot, spans: readonly AlertSpan[]): void {
  // uPlot remembers what it set on the context: leave it as it was.
  ctx.save();
  for (const { start, end, severity } of spans) {
    const left = Math.max(bbox.left, valToPos(start, 'x', true));
    const right = Math.min(bbox.left + bbox.width, valToPos(end, 'x', true));
    ctx.fillStyle = severity === 'alert' ? plotColours().alert : plotColours().detection;
    ctx.fillRect(left, 0, Math.max(uPlot.pxRatio, right - left), ctx.canvas.height);
  }
  ctx.restore();
}

function dashThreshold({ ctx, bbox, valToPos }: uPlot, threshold: number): void {
  const y = Math.round(valToPos(threshold, 'y', true)) + 0.5;
  ctx.save();
  ctx.strokeStyle = plotColours().threshold;
  ctx.lineWidth = uPlot.pxRatio;
  ctx.setLineDash([3 * uPlot.pxRatio, 3 * uPlot.pxRatio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.restore();
}

function dotNewest({ ctx, valToPos }: uPlot, { newest }: ScoreSeries): void {
  if (!newest) return;
  ctx.save();
  ctx.fillStyle = plotColours().line;
  ctx.beginPath();
  ctx.arc(valToPos(newest.at, 'x', true), valToPos(newest.score, 'y', true), 2.25 * uPlot.pxRatio, 0, 2 * Math.PI);
  ctx.fill();
  ctx.restore();
}
