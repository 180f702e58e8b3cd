import type { Millis } from '@splitsight/kernel';
import { dayOf } from '../clock/days.ts';
import type { Connection } from './database.ts';
import type { DeleteStep } from './old-rows.ts';

/** Deletes alerts that have ended, the oldest first, each with its evidence and review. */
export interface OldAlerts {
  deleteSome(before: Millis, rows: number): DeleteStep;
}

export function createOldAlerts(connection: Connection): OldAlerts {
  const old = connection
    .prepare<[Millis, number], string>(
      `SELECT id FROM alerts WHERE raised_at < ? AND state = 'ended' ORDER BY raised_at LIMIT ?`,
    )
    .pluck();
  // An alert goes with its evidence, which then no longer holds its frames.
  const removals = ['evidence WHERE alert_id', 'reviews WHERE alert_id', 'alerts WHERE id'].map((where) =>
    connection.prepare(`DELETE FROM ${where} = ?`),
  );
  const deleteSome = connection.transaction((before: Millis, rows: number): DeleteStep => {
    const ids = old.all(before, rows);
    for (const id of ids) for (const removal of removals) removal.run(id);
    return { deleted: ids.length, more: ids.length >= rows };
  });
  return { deleteSome: deleteSome.immediate };
}

/** Deletes what was counted of days that are long over, and old entries of the audit. */
export interface OldBooks {
  deleteSome(before: { readonly books: Millis; readonly audit: Millis }, rows: number): DeleteStep;
}

export function createOldBooks(connection: Connection): OldBooks {
  const days = ['accounts', 'egress'].map((table) => connection.prepare(`DELETE FROM ${table} WHERE day < ?`));
  const audit = connection.prepare(
    'DELETE FROM audit WHERE id IN (SELECT id FROM (SELECT id, at FROM audit ORDER BY id LIMIT ?) WHERE at < ?)',
  );
  const deleteSome = connection.transaction((before: { books: Millis; audit: Millis }, rows: number): DeleteStep => {
    const day = dayOf(before.books);
    const counted = days.map((statement) => statement.run(day).changes);
    const { changes } = audit.run(rows, before.audit);
    return { deleted: changes + counted.reduce((sum, count) => sum + count, 0), more: changes >= rows };
  });
  return { deleteSome: deleteSome.immediate };
}
