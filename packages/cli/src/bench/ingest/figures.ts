import type { LoadReport } from './load.ts';

/** What came of a run, in the generator and in the server. */
export interface RunFigures {
  readonly per_second: number;
  readonly load: LoadReport;
  /** Rows that the database has more than before. */
  readonly stored: number;
  /** Decisions that were made: one a head and message, when all were. */
  readonly decided: number;
  readonly shed: number;
}

/** Part of a second's messages that may be in flight: they wait for a commit, not for the server to keep up. */
const inFlight = 0.25;

/** Whether a rate is held: everything is stored, decided and acknowledged, in time, and nothing piles up. */
export function isSustained({ per_second, load, stored, decided, shed }: RunFigures, heads: number): boolean {
  const { sent, acknowledged, open_middle, open_end, behind_ms } = load;
  const isAll = acknowledged === sent && stored === sent && decided === heads * sent && shed === 0;
  const most = inFlight * per_second;
  return isAll && open_middle <= most && open_end <= most && behind_ms < 1000 * inFlight;
}

/** The rate to try next; undefined when the last one that held and the first that did not are close enough. */
export function nextRate(held: number, failed: number, start: number): number | undefined {
  if (held === 0 && failed === Number.POSITIVE_INFINITY) return start;
  const next = failed === Number.POSITIVE_INFINITY ? held * 1.25 : held === 0 ? failed * 0.8 : (held + failed) / 2;
  const rounded = Math.round(next / 500) * 500;
  return rounded <= held || rounded >= failed ? undefined : rounded;
}

/** A histogram as Prometheus tells it: how many were at most so long, in seconds. */
export type Buckets = ReadonlyMap<number, number>;

/** Reads the buckets of a histogram without labels from a text of metrics. */
export function readBuckets(text: string, name: string): Buckets {
  const lines = text.matchAll(new RegExp(`^${name}_bucket\\{le="([^"]+)"\\} (\\d+)$`, 'gm'));
  return new Map(
    Array.from(lines, ([, le, count]) => [le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le), Number(count)]),
  );
}

/** The value of a metric, with its labels if it has any; 0 where it is not told. */
export function readMetric(text: string, name: string): number {
  const line = text.split('\n').find((one) => one.startsWith(`${name} `));
  return Number(line?.slice(name.length + 1) ?? 0);
}

/** In milliseconds: between two readings of a histogram, so large a share was at most so long; linear within a bucket. */
export function quantileMs(before: Buckets, after: Buckets, share: number): number {
  const counts = [...after].map(([le, count]) => [le, count - (before.get(le) ?? 0)] as const);
  const rank = share * (counts.at(-1)?.[1] ?? 0);
  let [low, under] = [0, 0];
  for (const [le, count] of counts) {
    if (count >= rank && count > under) {
      const high = Number.isFinite(le) ? le : low;
      return Math.round(1e4 * (low + ((high - low) * (rank - under)) / (count - under))) / 10;
    }
    [low, under] = [le, count];
  }
  return 0;
}
