import type { Millis } from '@splitsight/kernel';
import { type JobView, jobViewSchema, parseMessage } from '@splitsight/wire';
import type { Connection } from './database.ts';

export const jobsSql = `
  CREATE TABLE jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    by_whom TEXT NOT NULL,
    params TEXT NOT NULL,     -- JSON
    created_at INTEGER NOT NULL,
    started_at INTEGER,
    finished_at INTEGER,
    chunks INTEGER NOT NULL DEFAULT 0,
    result TEXT,              -- JSON
    error TEXT                -- JSON
  ) STRICT;
`;

/** Finished jobs beyond so many are forgotten, the oldest first. */
const maxFinished = 500;

/** The rows of jobs. */
export interface JobTable {
  add(job: Pick<JobView, 'kind' | 'by' | 'params'>, now: Millis): JobView;
  put(job: JobView): void;
  get(id: number): JobView | undefined;
  /** Newest first. */
  list(limit: number): readonly JobView[];
  /** Those that had not ended when the server did, oldest first. */
  unfinished(): readonly JobView[];
}

export function createJobTable(connection: Connection): JobTable {
  const columns = `id, kind, state, by_whom AS "by", params, created_at, started_at, finished_at, chunks, result, error`;
  const insert = connection.prepare(
    `INSERT INTO jobs (kind, state, by_whom, params, created_at) VALUES (?, 'queued', ?, ?, ?)`,
  );
  const update = connection.prepare(
    `UPDATE jobs SET state = ?, started_at = ?, finished_at = ?, chunks = ?, result = ?, error = ? WHERE id = ?`,
  );
  const forget = connection.prepare(
    `DELETE FROM jobs WHERE finished_at IS NOT NULL AND id <=
       (SELECT id FROM jobs WHERE finished_at IS NOT NULL ORDER BY id DESC LIMIT 1 OFFSET ${maxFinished})`,
  );
  const one = connection.prepare<unknown[], Row>(`SELECT ${columns} FROM jobs WHERE id = ?`);
  const newest = connection.prepare<unknown[], Row>(`SELECT ${columns} FROM jobs ORDER BY id DESC LIMIT ?`);
  const open = connection.prepare<unknown[], Row>(
    `SELECT ${columns} FROM jobs WHERE state IN ('queued', 'running') ORDER BY id`,
  );
  const get = (id: number) => {
    const row = one.get(id);
    return row && viewOf(row);
  };
  return {
    add({ kind, by, params }, now) {
      forget.run();
      const { lastInsertRowid } = insert.run(kind, by, JSON.stringify(params), now);
      const added = get(Number(lastInsertRowid));
      if (!added) throw new Error('the row that was just written is gone');
      return added;
    },
    put: ({ id, state, started_at, finished_at, chunks, result, error }) =>
      void update.run(state, started_at, finished_at, chunks, textOf(result), textOf(error), id),
    get,
    list: (limit) => newest.all(limit).map(viewOf),
    unfinished: () => open.all().map(viewOf),
  };
}

interface Row {
  readonly params: string;
  readonly result: string | null;
  readonly error: string | null;
}

function viewOf(row: Row): JobView {
  const { params, result, error } = row;
  const parsed = { params: JSON.parse(params), result: parsedOf(result), error: parsedOf(error) };
  return parseMessage(jobViewSchema, { ...row, ...parsed, progress: null });
}

const textOf = (value: unknown) => (value === null || value === undefined ? null : JSON.stringify(value));
const parsedOf = (text: string | null): unknown => (text === null ? null : JSON.parse(text));
