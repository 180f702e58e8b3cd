import type { Millis } from '@splitsight/kernel';
import type { Connection } from './database.ts';

/** Tables of rows that came in from cameras, numbered in the order they did. */
export type CameraTable = 'vectors' | 'decisions' | 'disagreements';

/** What a step of deleting did. */
export interface DeleteStep {
  readonly deleted: number;
  /** Whether there may be more. */
  readonly more: boolean;
}

/** Deletes old rows of one table, some at a time, the oldest first. */
export interface OldRows {
  /**
   * Deletes rows from before a moment. Those that an alert was raised from stay as long as it.
   *
   * @param now a row from a day after it was stamped by a wrong clock: it is as old as its capture.
   */
  deleteSome(before: Millis, now: Millis, rows: number): DeleteStep;
  /** Begins at the oldest again, where rows that were held may no longer be. */
  rewind(): void;
}

/** A stamp that is this much later than now is wrong. */
const ahead: Millis = 86_400_000;

/** The moment from which on stamps are wrong. */
export function futureOf(now: Millis): Millis {
  return now + ahead;
}

/** When a row came in, in SQL; or when it was captured, where it came in in the future. */
export const ageSql = 'CASE WHEN received_at > :future THEN captured_at ELSE received_at END';

/** Which vectors an alert was raised from, in SQL. */
export const heldSql = `EXISTS (SELECT 1 FROM evidence WHERE evidence.boot_id = vectors.boot_id
  AND evidence.sequence = vectors.sequence AND evidence.camera_id = vectors.camera_id)`;

export function createOldRows(connection: Connection, table: CameraTable): OldRows {
  const window = connection
    .prepare<[object], [number, number, number, Millis]>(
      `SELECT count(*), coalesce(sum(age < :before), 0), coalesce(sum(age > :future), 0), max(id) FROM
         (SELECT id, ${ageSql} AS age FROM ${table} WHERE id > :from ORDER BY id LIMIT :rows)`,
    )
    .raw();
  const remove = connection.prepare(
    `DELETE FROM ${table} WHERE id > :from AND id <= :to AND ${ageSql} < :before
       ${table === 'vectors' ? `AND NOT ${heldSql}` : ''}`,
  );
  // Rows that are held stay where they are, so that a pass must get past them.
  let from = 0;
  const deleteSome = connection.transaction((before: Millis, now: Millis, rows: number): DeleteStep => {
    const future = futureOf(now);
    const [count, old, wrong, to] = window.get({ from, before, future, rows }) ?? [0, 0, 0, 0];
    // A wrong stamp says nothing of the rows behind it; a right one that is not old does.
    if (old === 0 && wrong === 0) return { deleted: 0, more: false };
    const deleted = old === 0 ? 0 : remove.run({ from, to, before, future }).changes;
    from = to;
    return { deleted, more: count >= rows };
  });
  return {
    deleteSome: deleteSome.immediate,
    rewind: () => {
      from = 0;
    },
  };
}
