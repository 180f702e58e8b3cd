import type { Millis } from '@splitsight/kernel';
import type { Connection } from './database.ts';

/** Rows deleted in one transaction: a few milliseconds, so that alerts go on meanwhile. */
const step = 2000;

/** Deletes what is older than a moment, a step at a time. @returns whether there may be more. */
export type Sweep = (before: Millis) => boolean;

/** Books are small, and kept this much longer than what they are of. */
const keepAccounts: Millis = 365 * 86_400_000;

export function createSweep(connection: Connection): Sweep {
  // Rows are in the order they came in, so the oldest are found without an index.
  const rows = ['decisions', 'disagreements'].map((table) =>
    connection.prepare(
      `DELETE FROM ${table} WHERE id IN
         (SELECT id FROM (SELECT id, received_at FROM ${table} ORDER BY id LIMIT ${step}) WHERE received_at < ?)`,
    ),
  );
  const oldAlerts = `SELECT id FROM alerts WHERE raised_at < ? AND state = 'ended' ORDER BY raised_at LIMIT ${step}`;
  const evidence = connection.prepare(`DELETE FROM evidence WHERE alert_id IN (${oldAlerts})`);
  const reviews = connection.prepare(`DELETE FROM reviews WHERE alert_id IN (${oldAlerts})`);
  const alerts = connection.prepare(`DELETE FROM alerts WHERE id IN (${oldAlerts})`);
  const accounts = connection.prepare('DELETE FROM accounts WHERE day < ?');
  const sweepVectors = createVectorSweep(connection);
  return connection.transaction((before: Millis) => {
    // An alert goes with its evidence, which then no longer holds its frames.
    evidence.run(before);
    reviews.run(before);
    const changes = [alerts, ...rows].map((statement) => statement.run(before).changes);
    accounts.run(new Date(before - keepAccounts).toISOString().slice(0, 10));
    const more = sweepVectors(before);
    return more || changes.some((count) => count >= step);
  });
}

/** Deletes old vectors but those of frames that alerts were raised from: they stay as long as their alert. */
function createVectorSweep(connection: Connection): Sweep {
  const next = `SELECT id, received_at FROM vectors WHERE id > :from ORDER BY id LIMIT ${step}`;
  const last = connection
    .prepare<[object], [number, number | null]>(`SELECT count(*), max(id) FROM (${next}) WHERE received_at < :before`)
    .raw();
  const remove = connection.prepare(
    `DELETE FROM vectors WHERE id > :from AND id <= :to AND NOT EXISTS
       (SELECT 1 FROM evidence WHERE evidence.boot_id = vectors.boot_id AND evidence.sequence = vectors.sequence
          AND evidence.camera_id = vectors.camera_id)`,
  );
  // Frames that are held stay where they are, so that a sweep must get past them; the next one looks at them again.
  let from = 0;
  return (before) => {
    const [old = 0, to = null] = last.get({ from, before }) ?? [];
    if (to !== null) remove.run({ from, to });
    const more = old >= step;
    from = more && to !== null ? to : 0;
    return more;
  };
}
