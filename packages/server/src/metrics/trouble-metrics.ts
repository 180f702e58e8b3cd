import { type Trouble, troubleKinds } from '@splitsight/wire';
import { Gauge, type Registry } from 'prom-client';

/** What is told of troubles. */
export interface TroubleSource {
  readonly troubles: { list(): readonly Pick<Trouble, 'kind'>[] };
}

/** Adds how many troubles there are to the metrics. */
export function addTroubleMetrics(registry: Registry, { troubles }: TroubleSource): void {
  new Gauge({
    name: 'splitsight_troubles',
    help: 'What is wrong and was told, by kind.',
    labelNames: ['kind'],
    registers: [registry],
    collect() {
      const all = troubles.list();
      for (const kind of troubleKinds) this.set({ kind }, all.filter((one) => one.kind === kind).length);
    },
  });
}
