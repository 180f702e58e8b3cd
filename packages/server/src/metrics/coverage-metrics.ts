import { type CoverageReason, coverageReasons } from '@splitsight/wire';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { LateAlerts } from '../alert/late.ts';
import type { Coverage } from '../watched/coverage.ts';

/** What is told of cameras that are watched, and of what would have alerted. */
export interface CoverageSource {
  readonly coverage: Pick<Coverage, 'now' | 'forgotten'>;
  readonly late: Pick<LateAlerts, 'raised'>;
}

/** Adds how many cameras are watched, and why the others are not, to the metrics. */
export function addCoverageMetrics(registry: Registry, { coverage, late }: CoverageSource): void {
  const registers = [registry];
  new Gauge({
    name: 'splitsight_cameras_watched',
    help: 'Cameras that are watched now.',
    registers,
    collect() {
      this.set(coverage.now().filter(({ state }) => state === 'watched').length);
    },
  });
  new Gauge({
    name: 'splitsight_cameras_unwatched',
    help: 'Cameras that nobody watches now, by reason.',
    labelNames: ['reason'],
    registers,
    collect() {
      const counts = new Map<CoverageReason, number>(coverageReasons.map((reason) => [reason, 0]));
      for (const { why } of coverage.now()) if (why) counts.set(why, (counts.get(why) ?? 0) + 1);
      for (const [reason, count] of counts) this.set({ reason }, count);
    },
  });
  const counter = (name: string, help: string, read: () => number) =>
    new Counter({
      name: `splitsight_${name}_total`,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  counter('late_alerts', 'What would have alerted, had its frames come in time.', late.raised);
  counter(
    'coverage_dropped',
    'Stretches of what was watched that could not be written for too long.',
    coverage.forgotten,
  );
}
