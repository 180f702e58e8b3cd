import { useId } from 'react';
import { formatScore } from '../format/format.ts';

export interface Line {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

interface LineChartProps {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly lines: readonly Line[];
  /** What the axes span; what the points span unless told. */
  readonly range?: { readonly x?: readonly [number, number]; readonly y?: readonly [number, number] };
  /** A point that stands out, with its name. */
  readonly mark?: { readonly at: readonly [number, number]; readonly name: string };
}

const width = 420;
const height = 220;
const edge = { left: 44, right: 10, top: 8, bottom: 34 };

/** Lines in a frame with two axes, as SVG; a screen reader hears the title and where each line begins and ends. */
export function LineChart({ title, x, y, lines, range = {}, mark }: LineChartProps) {
  const id = useId();
  const points = lines.flatMap((line) => line.points);
  const spanX = range.x ?? spanOf(points.map(([at]) => at));
  const spanY = range.y ?? spanOf(points.map(([, at]) => at));
  const placeX = (at: number) => edge.left + part(at, spanX) * (width - edge.left - edge.right);
  const placeY = (at: number) => height - edge.bottom - part(at, spanY) * (height - edge.top - edge.bottom);
  return (
    <figure className="chart">
      <figcaption>{title}</figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-labelledby={id}>
        <title id={id}>{`${title}. ${lines.map(describe).join(' ')}`}</title>
        {[0, 0.5, 1].map((share) => {
          const [atX, atY] = [spanX[0] + share * (spanX[1] - spanX[0]), spanY[0] + share * (spanY[1] - spanY[0])];
          return (
            <g key={share} className="chart-grid">
              <line x1={edge.left} x2={width - edge.right} y1={placeY(atY)} y2={placeY(atY)} />
              <text x={edge.left - 6} y={placeY(atY) + 4} textAnchor="end">
                {short(atY)}
              </text>
              <text x={placeX(atX)} y={height - edge.bottom + 15} textAnchor="middle">
                {short(atX)}
              </text>
            </g>
          );
        })}
        <text className="chart-axis" x={(edge.left + width - edge.right) / 2} y={height - 4} textAnchor="middle">
          {x}
        </text>
        <text
          className="chart-axis"
          x={10}
          y={height / 2}
          textAnchor="middle"
          transform={`rotate(-90 10 ${height / 2})`}
        >
          {y}
        </text>
        {lines.map(({ name, points: of }, index) => (
          <polyline
            key={name}
            data-line={index}
            points={of.map(([atX, atY]) => `${placeX(atX)},${placeY(atY)}`).join(' ')}
          />
        ))}
        {mark && (
          <g className="chart-mark">
            <circle cx={placeX(mark.at[0])} cy={placeY(mark.at[1])} r={5} />
            <text x={placeX(mark.at[0])} y={placeY(mark.at[1]) - 9} textAnchor="middle">
              {mark.name}
            </text>
          </g>
        )}
      </svg>
      {lines.length > 1 && (
        <p className="chart-legend">
          {lines.map(({ name }, index) => (
            <span key={name} data-line={index}>
              {name}
            </span>
          ))}
        </p>
      )}
    </figure>
  );
}

function part(at: number, [from, to]: readonly [number, number]): number {
  return to > from ? Math.min(1, Math.max(0, (at - from) / (to - from))) : 0.5;
}

function spanOf(values: readonly number[]): readonly [number, number] {
  return values.length === 0 ? [0, 1] : [Math.min(...values), Math.max(...values)];
}

function short(value: number): string {
  return Math.abs(value) < 10 && !Number.isInteger(value) ? formatScore(value) : String(Math.round(value));
}

function describe({ name, points }: Line): string {
  const [first, last] = [points[0], points.at(-1)];
  return first && last ? `${name}: ${short(first[1])} – ${short(last[1])}.` : '';
}
