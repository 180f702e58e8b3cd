import type { Millis } from '@splitsight/kernel';
import { type Alert, alertSchema, parseJsonMessage } from '@splitsight/wire';
import type { Connection } from './database.ts';

export const verdictNames = ['true', 'false', 'unsure'] as const;
export type VerdictName = (typeof verdictNames)[number];

/** What somebody says of an alert. */
export interface Verdict {
  readonly verdict: VerdictName;
  /** What it was instead; null when nobody said. */
  readonly label: string | null;
  readonly note: string | null;
  readonly by: string;
  readonly givenAt: Millis;
  /** As it was when it was judged: a verdict outlives its alert. */
  readonly alert: Alert;
}

/** Verdicts on alerts raised from `since` on and before `until`, newest first. */
export interface VerdictQuery {
  readonly head?: string | undefined;
  readonly site?: string | undefined;
  readonly camera?: string | undefined;
  readonly since?: Millis | undefined;
  readonly until?: Millis | undefined;
  readonly limit: number;
}

/** The rows of verdicts; one an alert. */
export interface VerdictTable {
  put(verdict: Verdict): void;
  get(alertId: string): Verdict | undefined;
  list(query: VerdictQuery): readonly Verdict[];
  count(): number;
}

interface Row {
  readonly verdict: VerdictName;
  readonly label: string | null;
  readonly note: string | null;
  readonly by: string;
  readonly givenAt: Millis;
  readonly alert: string;
}

/** Reading works on any connection, writing on the one that owns the database. */
export function createVerdictTable(connection: Connection): VerdictTable {
  const columns = 'verdict, label, note, by_whom AS "by", given_at AS givenAt, alert';
  const upsert = connection.prepare(
    `INSERT OR REPLACE INTO verdicts
       (alert_id, site, camera, head, head_version, raised_at, verdict, label, note, by_whom, given_at, alert)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const one = connection.prepare<unknown[], Row>(`SELECT ${columns} FROM verdicts WHERE alert_id = ?`);
  const count = connection.prepare<unknown[], number>('SELECT count(*) FROM verdicts').pluck();
  const list = connection.prepare<unknown[], Row>(
    `SELECT ${columns} FROM verdicts
     WHERE (:head IS NULL OR head = :head) AND (:site IS NULL OR site = :site)
       AND (:camera IS NULL OR camera = :camera) AND raised_at >= :since AND raised_at < :until
     ORDER BY raised_at DESC, alert_id LIMIT :limit`,
  );
  return {
    put({ verdict, label, note, by, givenAt, alert: judged }) {
      const { id, site, camera, head, head_version, raised_at } = judged;
      const about = [id, site, camera, head, head_version, raised_at];
      upsert.run(...about, verdict, label, note, by, givenAt, JSON.stringify(judged));
    },
    get(alertId) {
      const row = one.get(alertId);
      return row && verdictOf(row);
    },
    list: ({ head = null, site = null, camera = null, since = 0, until = Number.MAX_SAFE_INTEGER, limit }) =>
      list.all({ head, site, camera, since, until, limit }).map(verdictOf),
    count: () => count.get() ?? 0,
  };
}

function verdictOf({ alert, ...row }: Row): Verdict {
  return { ...row, alert: parseJsonMessage(alertSchema, alert) };
}
