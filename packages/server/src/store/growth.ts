import type { Millis } from '@splitsight/kernel';
import type { Connection } from './database.ts';
import { findSpan } from './history-span.ts';

/** How many rows the last day brought. */
export interface Growth {
  readonly vectors: number;
  readonly alerts: number;
  readonly pictureBytes: number;
  /** Of how many cameras vectors came. */
  readonly cameras: number;
}

const day: Millis = 86_400_000;

/** Reads it from the numbers of rows and from indexes: no table is read through. */
export function createGrowth(connection: Connection): (now: Millis) => Growth {
  const alerts = connection.prepare<[Millis], number>('SELECT count(*) FROM alerts WHERE raised_at >= ?').pluck();
  const pictures = connection
    .prepare<[Millis], number>(`SELECT coalesce(sum(bytes), 0) FROM pictures WHERE state = 'here' AND asked_at >= ?`)
    .pluck();
  const cameras = connection
    .prepare<[], number>(`SELECT count(*) FROM cameras WHERE json_extract(view, '$.state') IS NOT NULL`)
    .pluck();
  return (now) => {
    const since = now - day;
    const span = findSpan(connection, { since, until: Number.MAX_SAFE_INTEGER });
    return {
      vectors: span ? span.last - span.first + 1 : 0,
      alerts: alerts.get(since) ?? 0,
      pictureBytes: pictures.get(since) ?? 0,
      cameras: cameras.get() ?? 0,
    };
  };
}
