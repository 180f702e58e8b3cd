import type { Millis } from '@splitsight/kernel';
import { createThinner, type ThinRow } from '../retention/thinner.ts';
import { type AlertTimes, createAlertTimes } from './alert-times.ts';
import type { Connection } from './database.ts';
import { ageSql, type DeleteStep, futureOf, heldSql } from './old-rows.ts';

/** Thins rows of one table, some at a time, the oldest first. */
export interface ThinRows {
  /** Goes on with rows from before a moment. Those that an alert was raised from, or near, stay. */
  thinSome(before: Millis, now: Millis, rows: number): DeleteStep;
}

interface Row {
  readonly id: number;
  readonly camera: number;
  readonly key: string | number;
  readonly at: Millis;
  readonly age: Millis;
  readonly weight: number;
  readonly isEvidence: 0 | 1;
}

const tables = {
  vectors: {
    key: 'camera_id',
    weight: '0',
    held: heldSql,
  },
  decisions: { key: "camera_id || '/' || head_id || '/' || role", weight: 'score', held: '0' },
} as const;

/** Its memory is three numbers a camera, or a camera and head. After a restart it goes through all rows again. */
export function createThinRows(connection: Connection, table: keyof typeof tables, every: Millis): ThinRows {
  const { key, weight, held } = tables[table];
  const window = connection.prepare<[object], Row>(
    `SELECT id, camera_id AS camera, ${key} AS key, captured_at AS at, ${ageSql} AS age, ${weight} AS weight,
       ${held} AS isEvidence FROM ${table} WHERE id > :from ORDER BY id LIMIT :rows`,
  );
  const remove = connection.prepare(`DELETE FROM ${table} WHERE id = ?`);
  const near = createAlertTimes(connection);
  const thinner = createThinner(every);
  let from = 0;

  const thinSome = connection.transaction((before: Millis, now: Millis, rows: number): DeleteStep => {
    const future = futureOf(now);
    const found = window.all({ from, future, rows });
    const last = found.findLastIndex(({ age }) => age < before || age > future);
    if (last < 0) return { deleted: 0, more: false };
    const some = found.slice(0, last + 1);
    const gone = thinner.pass(thinRows(some, near(spanOf(some))));
    for (const id of gone) remove.run(id);
    from = found[last]?.id ?? from;
    return { deleted: gone.length, more: found.length >= rows && last === found.length - 1 };
  });
  return { thinSome: thinSome.immediate };
}

function thinRows(rows: readonly Row[], isNear: AlertTimes): ThinRow[] {
  return rows.map(({ id, camera, key, at, age, weight, isEvidence }) => {
    return { id, key, at, weight, isHeld: isEvidence === 1 || isNear(camera, age) };
  });
}

function spanOf(rows: readonly Row[]): { readonly since: Millis; readonly until: Millis } {
  const ages = rows.map(({ age }) => age);
  return { since: Math.min(...ages), until: Math.max(...ages) };
}
