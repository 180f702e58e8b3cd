import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { type CodedError, isCodedError, messageOf } from '@splitsight/kernel';
import Database from 'better-sqlite3';
import { serverError } from '../errors.ts';
import { migrations } from './migrations.ts';

export type Connection = Database.Database;

/** Larger databases are not read through at the start: WAL survives crashes, and the check reads every page. */
const quickCheckBytes = 256 * 1024 * 1024;

/**
 * Opens the database, makes it if there is none, and brings it up to date.
 *
 * @throws CodedError STORE_LOCKED, STORE_CORRUPT, STORE_FULL, STORE_NEWER or STORE_UNUSABLE
 */
export function openDatabase(path: string): Connection {
  let connection: Connection | undefined;
  try {
    mkdirSync(dirname(path), { recursive: true });
    connection = new Database(path, { timeout: 1000 });
    prepare(connection, path);
    return connection;
  } catch (error) {
    connection?.close();
    throw storeError(error, path);
  }
}

function prepare(connection: Connection, path: string): void {
  // Nobody else may write, so no commit ever waits for a lock; without other readers the index of the WAL needs no file.
  connection.pragma('locking_mode = EXCLUSIVE');
  connection.pragma('journal_mode = WAL');
  // A killed process loses nothing. A power cut may lose the last commits but damages nothing; FULL would make
  // every 20 ms commit wait for the disk, which on an SD card takes longer than 20 ms.
  connection.pragma('synchronous = NORMAL');
  connection.pragma('wal_autocheckpoint = 4000');
  connection.pragma('journal_size_limit = 67108864');
  connection.pragma('foreign_keys = OFF');
  const version = Number(connection.pragma('user_version', { simple: true }));
  if (version > migrations.length) {
    throw serverError('STORE_NEWER', `${path} (schema ${version}, this program knows ${migrations.length})`);
  }
  if (version > 0 && statSync(path).size <= quickCheckBytes) quickCheck(connection, path);
  // Takes the lock even when there is nothing to migrate.
  connection.transaction(() => migrate(connection, version)).exclusive();
}

function migrate(connection: Connection, from: number): void {
  for (const sql of migrations.slice(from)) connection.exec(sql);
  connection.pragma(`user_version = ${migrations.length}`);
}

function quickCheck(connection: Connection, path: string): void {
  const finding = String(connection.pragma('quick_check(1)', { simple: true }));
  if (finding !== 'ok') throw serverError('STORE_CORRUPT', `${path} (${finding.split('\n')[0]})`);
}

/** The coded error of what SQLite threw. https://www.sqlite.org/rescode.html */
export function storeError(error: unknown, path: string): CodedError {
  if (isCodedError(error)) return error;
  const what = `${path} (${messageOf(error)})`;
  const code = error instanceof Database.SqliteError ? error.code : '';
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) return serverError('STORE_LOCKED', what, error);
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) return serverError('STORE_CORRUPT', what, error);
  if (/^SQLITE_FULL/.test(code)) return serverError('STORE_FULL', what, error);
  return serverError('STORE_UNUSABLE', what, error);
}
