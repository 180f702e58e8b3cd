import { z } from 'zod';
import type { Connection } from './database.ts';

export const accountsSql = `
  -- What became of the frames that a version of a head looked at: a row a camera and day (UTC).
  CREATE TABLE accounts (
    day TEXT NOT NULL,
    site TEXT NOT NULL,
    camera TEXT NOT NULL,
    head TEXT NOT NULL,
    version TEXT NOT NULL,
    role TEXT NOT NULL,      -- live or shadow
    scored INTEGER NOT NULL,
    stored INTEGER NOT NULL,
    thinned INTEGER NOT NULL,
    silent INTEGER NOT NULL,
    raised INTEGER NOT NULL,
    PRIMARY KEY (day, site, camera, head, version, role)
  ) STRICT, WITHOUT ROWID;
`;

const count = z.int().min(0);

/** What became of the frames of a camera and day that a version of a head looked at. */
export const accountSchema = z.object({
  day: z.iso.date().describe('in UTC, by when the frames came in'),
  site: z.string(),
  camera: z.string(),
  head: z.string(),
  version: z.string(),
  role: z.enum(['live', 'shadow']),
  scored: count.describe('frames that it made a decision of: stored + thinned'),
  stored: count.describe('decisions that were given to the database'),
  thinned: count.describe('decisions that were not, because nothing happened and one was stored a moment ago'),
  silent: count.describe('frames without a region that counts: nothing had moved, or other kinds of region'),
  raised: count.describe('alerts'),
});
export type Account = z.output<typeof accountSchema>;

export interface AccountQuery {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly site?: string | undefined;
  readonly camera?: string | undefined;
  readonly head?: string | undefined;
  readonly role?: string | undefined;
  readonly limit: number;
}

/** The books. */
export interface AccountTable {
  /** Adds to what stands there. @throws SqliteError */
  add(rows: readonly Account[]): void;
  /** The newest days first; `since` and `until` are days, both included. */
  list(query: AccountQuery): readonly Account[];
}

export function createAccountTable(connection: Connection): AccountTable {
  const counted = ['scored', 'stored', 'thinned', 'silent', 'raised'];
  const upsert = connection.prepare(
    `INSERT INTO accounts VALUES (:day, :site, :camera, :head, :version, :role, ${counted.map((name) => `:${name}`)})
     ON CONFLICT DO UPDATE SET ${counted.map((name) => `${name} = ${name} + excluded.${name}`).join(', ')}`,
  );
  const filters = ['site', 'camera', 'head', 'role'].map((name) => `AND (:${name} IS NULL OR ${name} = :${name})`);
  const select = connection.prepare(
    `SELECT * FROM accounts WHERE day >= :since AND day <= :until ${filters.join(' ')}
     ORDER BY day DESC, site, camera, head, version, role LIMIT :limit`,
  );
  const addAll = connection.transaction((rows: readonly Account[]) => {
    for (const row of rows) upsert.run(row);
  });
  return {
    add: (rows) => addAll.immediate(rows),
    list: ({ since = '', until = '9999', site = null, camera = null, head = null, role = null, limit }) =>
      z.array(accountSchema).parse(select.all({ since, until, site, camera, head, role, limit })),
  };
}
