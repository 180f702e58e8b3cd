import type { Connection } from './database.ts';

export const auditSql = `
  CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    by_whom TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    site TEXT,               -- NULL where it concerns no site
    detail TEXT NOT NULL     -- JSON
  ) STRICT;
  CREATE INDEX audit_by_subject ON audit (subject, id);
`;

/** Older entries beyond so many are forgotten. */
const maxEntries = 200_000;

/** Something that a person changed. */
export interface AuditRow {
  readonly id: number;
  readonly at: number;
  readonly by: string;
  readonly action: string;
  readonly subject: string;
  readonly site: string | null;
  readonly detail: string;
}

export interface AuditQuery {
  /** Only entries before this one. */
  readonly before?: number | undefined;
  readonly by?: string | undefined;
  readonly action?: string | undefined;
  readonly subject?: string | undefined;
  readonly site?: string | undefined;
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  readonly limit: number;
}

/** The rows of the audit: added to, never changed. */
export interface AuditTable {
  add(row: Omit<AuditRow, 'id'>): void;
  /** Newest first. */
  list(query: AuditQuery): readonly AuditRow[];
}

export function createAuditTable(connection: Connection): AuditTable {
  const insert = connection.prepare(
    `INSERT INTO audit (at, by_whom, action, subject, site, detail) VALUES (:at, :by, :action, :subject, :site, :detail)`,
  );
  const forget = connection.prepare(`DELETE FROM audit WHERE id <= (SELECT max(id) FROM audit) - ${maxEntries}`);
  const list = connection.prepare<unknown[], AuditRow>(
    `SELECT id, at, by_whom AS "by", action, subject, site, detail FROM audit
     WHERE id < coalesce(:before, 9e15) AND (:by IS NULL OR by_whom = :by) AND (:action IS NULL OR action = :action)
       AND (:subject IS NULL OR subject = :subject) AND (:site IS NULL OR site = :site)
       AND at >= coalesce(:since, 0) AND at < coalesce(:until, 9e15)
     ORDER BY id DESC LIMIT :limit`,
  );
  return {
    add(row) {
      insert.run(row);
      forget.run();
    },
    list: ({ before, by, action, subject, site, since, until, limit }) =>
      list.all({
        ...{ before: before ?? null, by: by ?? null, action: action ?? null, subject: subject ?? null },
        ...{ site: site ?? null, since: since ?? null, until: until ?? null, limit },
      }),
  };
}
