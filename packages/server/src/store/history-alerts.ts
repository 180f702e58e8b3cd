import type { Millis } from '@splitsight/kernel';
import { type Alert, alertSchema, parseJsonMessage } from '@splitsight/wire';
import type { Connection } from './database.ts';

/** Which alerts of the past. */
export interface PastAlertQuery {
  readonly since: Millis;
  readonly until: Millis;
  readonly head: string;
  readonly site?: string | undefined;
  readonly camera?: string | undefined;
  readonly limit: number;
}

/** The alerts of a head that were active at some moment of a period, in the order they were raised. */
export function readPastAlerts(connection: Connection, query: PastAlertQuery): readonly Alert[] {
  const { since, until, head, site, camera, limit } = query;
  return connection
    .prepare<unknown[], string>(
      `SELECT alert FROM alerts
       WHERE head = :head AND raised_at < :until AND (:site IS NULL OR site = :site)
         AND (:camera IS NULL OR camera = :camera)
         AND (raised_at >= :since OR state = 'active' OR json_extract(alert, '$.ended_at') >= :since)
       ORDER BY raised_at, id LIMIT :limit`,
    )
    .pluck()
    .all({ since, until, head, site: site ?? null, camera: camera ?? null, limit })
    .map((text) => parseJsonMessage(alertSchema, text));
}
