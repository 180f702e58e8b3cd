import type { Millis } from '@splitsight/kernel';
import type { Connection } from './database.ts';

/** Rows deleted in one transaction: a few milliseconds, so that alerts go on meanwhile. */
const step = 2000;

/** Deletes what is older than a moment, a step at a time. @returns whether there may be more. */
export type Sweep = (before: Millis) => boolean;

export function createSweep(connection: Connection): Sweep {
  // Rows are in the order they came in, so the oldest are found without an index.
  const rows = ['vectors', 'decisions', 'disagreements'].map((table) =>
    connection.prepare(
      `DELETE FROM ${table} WHERE id IN
         (SELECT id FROM (SELECT id, received_at FROM ${table} ORDER BY id LIMIT ${step}) WHERE received_at < ?)`,
    ),
  );
  const alerts = connection.prepare(
    `DELETE FROM alerts WHERE id IN
       (SELECT id FROM alerts WHERE raised_at < ? AND state = 'ended' ORDER BY raised_at LIMIT ${step})`,
  );
  return connection.transaction((before: Millis) =>
    [...rows, alerts].map((statement) => statement.run(before).changes).some((changes) => changes >= step),
  );
}
