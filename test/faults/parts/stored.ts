import { createRequire } from 'node:module';
import { join } from 'node:path';
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
