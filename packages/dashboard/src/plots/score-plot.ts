import type { Millis } from '@splitsight/kernel';
import type { AlertSpan } from '../live/alert-list.ts';
import type { ScoreSeries } from '../live/score-series.ts';
import { returnSurface, takeSurface } from './canvas-pool.ts';
import { plotColours, plotColoursRevision } from './plot-colours.ts';
import type { Staged } from './plot-stage.ts';

export interface ScorePlotOptions {
  /** In CSS pixels. */
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
  seen(isSeen: boolean): void;
  close(): void;
}

/** How much time a plot shows. */
const shownSpan: Millis = 120_000;
/** New scores are drawn no more often: half the work of ten times a second, and a number that can still be read. */
const redrawEvery: Millis = 200;
/** Between the line and the edges, in CSS pixels, so that neither stroke nor dot is cut. */
const margin = 4;

/** Puts a score line into `element`: the last two minutes, 0 at the bottom, 1 at the top. */
export function openScorePlot(element: HTMLElement, options: ScorePlotOptions): ScorePlot {
  const { series, height } = options;
  const surface = takeSurface();
  const { canvas, context } = surface;
  let width = 0;
  let drawnAt = Number.NEGATIVE_INFINITY;
  let drawn: readonly unknown[] = [];

  return {
    // Every canvas in the page costs the browser something in every frame, also where nobody sees it.
    seen(isSeen) {
      if (isSeen) element.append(canvas);
      else canvas.remove();
    },
    draw(at) {
      if (width === 0 || at - drawnAt < redrawEvery) return false;
      const now = options.now();
      // Less than a pixel of movement is no change.
      const column = Math.floor((now / shownSpan) * width);
      const shown = [series.revision, column, options.spansRevision(), plotColoursRevision(), width];
      if (shown.every((value, index) => value === drawn[index])) return false;
      drawn = shown;
      drawnAt = at;
      context.clearRect(0, 0, width, height);
      drawPlot(context, { left: now - shownSpan, width: width - margin, height }, options);
      return true;
    },
    resize(newWidth) {
      width = newWidth;
      const ratio = devicePixelRatio;
      const across = Math.max(1, Math.round(width * ratio));
      const down = Math.round(height * ratio);
      // Setting the size, to the same one too, has the browser make the canvas anew; one that is used again mostly has it.
      if (canvas.width !== across) canvas.width = across;
      if (canvas.height !== down) canvas.height = down;
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      drawn = [];
      drawnAt = Number.NEGATIVE_INFINITY;
    },
    close: () => returnSurface(surface),
  };
}

/** What a moment and a score are on the canvas. */
interface Frame {
  /** The moment at the left edge. */
  readonly left: Millis;
  readonly width: number;
  readonly height: number;
}

const xOf = ({ left, width }: Frame, at: Millis) => ((at - left) / shownSpan) * width;
const yOf = ({ height }: Frame, score: number) => height - margin - score * (height - 2 * margin);

function drawPlot(context: CanvasRenderingContext2D, frame: Frame, options: ScorePlotOptions): void {
  const { series, threshold, spans } = options;
  const colours = plotColours();
  for (const { start, end, severity } of spans(frame.left)) {
    const from = Math.max(0, xOf(frame, start));
    context.fillStyle = severity === 'alert' ? colours.alert : colours.detection;
    context.fillRect(from, 0, Math.max(1, Math.min(frame.width, xOf(frame, end)) - from), frame.height);
  }
  const y = Math.round(yOf(frame, threshold)) + 0.5;
  context.strokeStyle = colours.threshold;
  context.lineWidth = 1;
  context.setLineDash([3, 3]);
  context.beginPath();
  context.moveTo(0, y);
  context.lineTo(frame.width, y);
  context.stroke();
  context.setLineDash([]);
  context.strokeStyle = colours.line;
  context.fillStyle = colours.fill;
  context.lineWidth = 1.5;
  drawLine(context, frame, series);
  const { newest } = series;
  if (!newest) return;
  context.fillStyle = colours.line;
  context.beginPath();
  context.arc(xOf(frame, newest.at), yOf(frame, newest.score), 2.25, 0, 2 * Math.PI);
  context.fill();
}

/** The line, and the area below it; a gap begins a new piece. */
function drawLine(context: CanvasRenderingContext2D, frame: Frame, series: ScoreSeries): void {
  const { at, score } = series.read(frame.left);
  const bottom = yOf(frame, 0);
  let begun = -1;
  const end = (last: number) => {
    if (begun < 0) return;
    context.stroke();
    context.lineTo(xOf(frame, at[last] ?? 0), bottom);
    context.lineTo(xOf(frame, at[begun] ?? 0), bottom);
    context.fill();
    begun = -1;
  };
  for (let index = 0; index < at.length; index++) {
    const value = score[index];
    if (value === null || value === undefined) {
      end(index - 1);
      continue;
    }
    const x = xOf(frame, at[index] ?? 0);
    if (begun < 0) {
      begun = index;
      context.beginPath();
      context.moveTo(x, yOf(frame, value));
    } else context.lineTo(x, yOf(frame, value));
  }
  end(at.length - 1);
}
