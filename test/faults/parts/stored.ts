import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Millis } from '@splitsight/kernel';
import { decodeFeatureMessage } from '@splitsight/wire';
import { root } from '../../e2e/command.ts';
import type { Vector } from './account.ts';

/** What these tests need of SQLite. */
interface Database {
  prepare(sql: string): { all(): unknown[] };
  close(): void;
}

const Sqlite = createRequire(join(root, 'packages/server/package.json'))('better-sqlite3') as new (
  path: string,
  options?: object,
) => Database;

/** The vectors in a server's database; the server may run. */
export function readStored(path: string): Vector[] {
  const rows = read(
    path,
    'SELECT boot_id AS boot, camera, sequence FROM vectors JOIN cameras ON cameras.id = vectors.camera_id',
  );
  return rows as Vector[];
}

/** When the first vector of a camera was captured that came after a moment; null when none has. */
export function firstCaptured(path: string, camera: string, since: Millis): Millis | null {
  const sql = `SELECT min(captured_at) AS first FROM vectors JOIN cameras ON cameras.id = camera_id
    WHERE camera = '${camera}' AND captured_at > ${since}`;
  const [row] = read(path, sql) as { first: Millis | null }[];
  return row?.first ?? null;
}

/** How many vectors of each camera and boot there are, and the number of the last one. */
export function readBoots(path: string): { readonly rows: number; readonly last: number }[] {
  const sql = 'SELECT count(*) AS rows, max(sequence) AS last FROM vectors GROUP BY camera_id, boot_id';
  return read(path, sql) as { rows: number; last: number }[];
}

/** The vectors in an agent's spool; the agent has ended. */
export function readSpool(path: string): Vector[] {
  const rows = read(path, 'SELECT topic, payload FROM message') as { topic: string; payload: Uint8Array }[];
  return rows.map(({ topic, payload }) => {
    const { bootId, sequence } = decodeFeatureMessage(payload);
    return { boot: bootId, camera: topic.split('/')[4] ?? '', sequence };
  });
}

function read(path: string, sql: string): unknown[] {
  const database = new Sqlite(path, { timeout: 5000, fileMustExist: true });
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
}
