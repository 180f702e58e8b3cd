import type { Millis } from './time.ts';

/** Durations of the stages a picture goes through, since the last report. */
export interface StageTimer<Stage extends string> {
  add(stage: Stage, duration: Millis): void;
  /** The middle and the tail of every stage that had any, to 3 %; and begins anew. */
  take(): Readonly<Partial<Record<Stage, { readonly p50: Millis; readonly p99: Millis }>>>;
}

/** Buckets grow by 6 % from 10 µs on; the last one, from 100 s on, holds everything longer. */
const growth = Math.log(1.06);
const least = 0.01;
const buckets = Math.ceil(Math.log(100_000 / least) / growth) + 1;

/** Makes an empty timer: 280 counters a stage, however many durations are added. */
export function createStageTimer<Stage extends string>(stages: readonly Stage[]): StageTimer<Stage> {
  const counts = new Map(stages.map((stage) => [stage, new Uint32Array(buckets)]));
  return {
    add(stage, duration) {
      const bucket = Math.ceil(Math.log(Math.max(least, duration) / least) / growth);
      const counters = counts.get(stage);
      const index = Math.min(buckets - 1, bucket);
      if (counters) counters[index] = (counters[index] ?? 0) + 1;
    },
    take() {
      const report: Partial<Record<Stage, { p50: Millis; p99: Millis }>> = {};
      for (const [stage, counters] of counts) {
        const total = counters.reduce((sum, count) => sum + count, 0);
        if (total > 0) report[stage] = { p50: quantile(counters, total * 0.5), p99: quantile(counters, total * 0.99) };
        counters.fill(0);
      }
      return report;
    },
  };
}

function quantile(counters: Uint32Array, rank: number): Millis {
  let seen = 0;
  const index = counters.findIndex((count) => {
    seen += count;
    return seen >= rank;
  });
  // The middle of the bucket, in the sense of its growth.
  return Number((least * Math.exp(growth * (index - 0.5))).toPrecision(3));
}
