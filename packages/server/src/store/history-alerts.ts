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
       WHERE head = :head AND late = 0 AND raised_at < :until AND (:site IS NULL OR site = :site)
         AND (:camera IS NULL OR camera = :camera)
         AND (raised_at >= :since OR state = 'active' OR json_extract(alert, '$.ended_at') >= :since)
       ORDER BY raised_at, id LIMIT :limit`,
    )
    .pluck()
    .all({ since, until, head, site: site ?? null, camera: camera ?? null, limit })
    .map((text) => parseJsonMessage(alertSchema, text));
}

/** No alert that goes on for longer is looked for. */
const longestAlert: Millis = 31 * 86_400_000;

/** The alerts that were raised or ended since a moment and are over, newest first. */
export function readEndedAlerts(connection: Connection, since: Millis, limit: number): readonly Alert[] {
  return connection
    .prepare<unknown[], string>(
      `SELECT alert FROM alerts
       WHERE raised_at >= :from AND state = 'ended' AND late = 0
         AND (raised_at >= :since OR json_extract(alert, '$.ended_at') >= :since)
       ORDER BY raised_at DESC, id DESC LIMIT :limit`,
    )
    .pluck()
    .all({ from: since - longestAlert, since, limit })
    .map((text) => parseJsonMessage(alertSchema, text));
}

/** Alerts in the order they were raised, from one on. */
export interface RaisedAlertQuery {
  /** Those that come after this one. */
  readonly after: Pick<Alert, 'raised_at' | 'id'>;
  readonly until: Millis;
  readonly head?: string | undefined;
  readonly limit: number;
}

export function readRaisedAlerts(connection: Connection, query: RaisedAlertQuery): readonly Alert[] {
  const { after, until, head, limit } = query;
  return connection
    .prepare<unknown[], string>(
      `SELECT alert FROM alerts
       WHERE (raised_at, id) > (:at, :id) AND raised_at < :until AND (:head IS NULL OR head = :head)
       ORDER BY raised_at, id LIMIT :limit`,
    )
    .pluck()
    .all({ at: after.raised_at, id: after.id, until, head: head ?? null, limit })
    .map((text) => parseJsonMessage(alertSchema, text));
}

/** An alert by its id. */
export function findAlert(connection: Connection, id: string): Alert | undefined {
  const text = connection.prepare<[string], string>('SELECT alert FROM alerts WHERE id = ?').pluck().get(id);
  return text === undefined ? undefined : parseJsonMessage(alertSchema, text);
}
