import { type EgressRow, egressKinds } from '@splitsight/wire';
import { formatBytes } from '../../format/format.ts';
import { strings } from '../../strings/strings.ts';
import { stackOf } from './egress-sums.ts';

interface EgressChartProps {
  readonly site: string;
  readonly rows: readonly EgressRow[];
  readonly days: readonly string[];
}

const height = 60;

/** A bar a day, the kinds on top of each other. */
export function EgressChart({ site, rows, days }: EgressChartProps) {
  const words = strings.pictures;
  const bars = days.map((day) => ({ day, parts: stackOf(rows, day, egressKinds) }));
  const sums = bars.map(({ parts }) => parts.reduce((sum, { bytes }) => sum + bytes, 0));
  const most = Math.max(1, ...sums);
  const yOf = (bytes: number) => (bytes / most) * height;
  return (
    <div className="egress-chart">
      <svg
        viewBox={`0 0 ${days.length} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={words.chart(site, formatBytes(most))}
      >
        {bars.map(({ day, parts }, x) =>
          parts.map(({ kind, from, bytes }) =>
            bytes === 0 ? null : (
              <rect
                key={`${day}/${kind}`}
                data-kind={kind}
                x={x + 0.1}
                width={0.8}
                y={height - yOf(from + bytes)}
                height={yOf(bytes)}
              >
                <title>{`${day}: ${words.kind[kind]} ${formatBytes(bytes)}`}</title>
              </rect>
            ),
          ),
        )}
      </svg>
      <ul className="egress-keys">
        {egressKinds.map((kind) => (
          <li key={kind} data-kind={kind}>
            {words.kind[kind]}
          </li>
        ))}
      </ul>
    </div>
  );
}
