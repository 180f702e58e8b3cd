import type { Tally } from '@splitsight/kernel';
import { diskLevels, type StorageAnswer } from '@splitsight/wire';
import { Counter, Gauge, type Registry } from 'prom-client';

/** What is told of what is kept. */
export interface StorageSource {
  view(): StorageAnswer;
  /** Rows that are gone: `<kind> <why>`. */
  readonly removed: Tally<string>;
  /** How often each step of retention was done, how long that took in all, and at the longest, in seconds. */
  steps(): Readonly<Record<string, { readonly count: number; readonly seconds: number; readonly longest: number }>>;
}

/** Adds the room that there is, and what is removed to make it, to the metrics. */
export function addStorageMetrics(registry: Registry, { view, removed, steps }: StorageSource): void {
  const registers = [registry];
  const gauge = (name: string, help: string, read: (answer: StorageAnswer) => number) =>
    new Gauge({
      name: `splitsight_${name}`,
      help,
      registers,
      collect() {
        this.set(read(view()));
      },
    });
  gauge('disk_free_bytes', 'Free on the disk of the database.', ({ disk }) => disk?.free_bytes ?? Number.NaN);
  gauge('disk_floor_bytes', 'What is to stay free of it.', ({ disk }) => disk?.floor_bytes ?? Number.NaN);
  gauge('disk_level', '0 roomy, 1 low, 2 short, 3 full: no vectors are taken in.', ({ disk }) =>
    diskLevels.indexOf(disk?.level ?? 'roomy'),
  );
  gauge('store_file_bytes', 'The file of the database.', ({ file }) => file.bytes);
  gauge('store_file_free_bytes', 'Of the file, free for new rows.', ({ file }) => file.free_bytes);
  gauge('store_log_bytes', 'The log beside the file.', ({ file }) => file.log_bytes);
  new Gauge({
    name: 'splitsight_stored_bytes',
    help: 'What is kept, about, by kind.',
    labelNames: ['kind'],
    registers,
    collect() {
      for (const { kind, bytes } of view().kinds) if (bytes !== null) this.set({ kind }, bytes);
    },
  });
  new Counter({
    name: 'splitsight_retention_rows_total',
    help: 'Rows that were thinned away or deleted, by kind and reason.',
    labelNames: ['kind', 'reason'],
    registers,
    collect() {
      this.reset();
      for (const [what, count] of Object.entries(removed.totals())) {
        const [kind = '', reason = ''] = what.split(' ');
        this.inc({ kind, reason }, count);
      }
    },
  });
  new Counter({
    name: 'splitsight_retention_seconds_total',
    help: 'Time spent on retention, by task.',
    labelNames: ['task'],
    registers,
    collect() {
      this.reset();
      for (const [task, { seconds }] of Object.entries(steps())) this.inc({ task }, seconds);
    },
  });
  new Gauge({
    name: 'splitsight_retention_longest_step_seconds',
    help: 'The longest step of retention since the start, by task: frames wait for it.',
    labelNames: ['task'],
    registers,
    collect() {
      for (const [task, { longest }] of Object.entries(steps())) this.set({ task }, longest);
    },
  });
}
