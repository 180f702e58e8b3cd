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
 * How much of the database its owner holds in memory. Rows of 500 or 2,000 cameras cost no more processor time with it than
 * with the 16 MiB that the library would take: what is not here, the system's own cache has.
 */
const cacheKib = 4096;

/** How much of the database a reader maps into memory in place of copying it: all of most. */
const mappedBytes = 4 * 1024 ** 3;

/** The database as the one process that may write to it has it open. */
export interface OwnedDatabase {
  readonly connection: Connection;
  /** Closes the database and lets others own it. Idempotent. */
  close(): void;
}

/**
 * Opens the database, makes it if there is none, and brings it up to date. One process owns it until it is closed; others
 * may read it meanwhile.
 *
 * @throws CodedError STORE_LOCKED, STORE_CORRUPT, STORE_FULL, STORE_NEWER or STORE_UNUSABLE
 */
export function openDatabase(path: string): OwnedDatabase {
  const opened: { close(): void }[] = [];
  const close = () => {
    for (const one of opened.toReversed()) one.close();
  };
  try {
    mkdirSync(dirname(path), { recursive: true });
    opened.push(lockDatabase(path));
    const connection = new Database(path, { timeout: 1000 });
    opened.push(connection);
    prepare(connection, path);
    return { connection, close };
  } catch (error) {
    close();
    throw storeError(error, path);
  }
}

/**
 * Rewrites the database of a server that is stopped: without free space, and so that space can be given back later. Takes as
 * much room again as the database has.
 *
 * @throws CodedError STORE_LOCKED while the server runs, STORE_FULL, or other STORE_… codes
 */
export function compactDatabase(path: string): { readonly before: number; readonly after: number } {
  const database = openDatabase(path);
  try {
    const { connection } = database;
    const before = statSync(path).size;
    connection.pragma('auto_vacuum = INCREMENTAL');
    connection.exec('VACUUM');
    connection.pragma('wal_checkpoint(TRUNCATE)');
    return { before, after: statSync(path).size };
  } catch (error) {
    throw storeError(error, path);
  } finally {
    database.close();
  }
}

/**
 * Opens the database to read it beside its owner. Read in short statements: an open one keeps the WAL from shrinking.
 *
 * @throws CodedError STORE_CORRUPT or STORE_UNUSABLE
 */
export function openReadOnly(path: string): Connection {
  try {
    const connection = new Database(path, { readonly: true, timeout: 5000 });
    connection.pragma(`mmap_size = ${mappedBytes}`);
    return connection;
  } catch (error) {
    throw storeError(error, path);
  }
}

/**
 * Holds a lock on a file beside the database for as long as it is open; the system frees it when the process dies.
 *
 * @throws CodedError STORE_LOCKED or STORE_UNUSABLE
 */
export function lockDatabase(path: string): { close(): void } {
  const lock = new Database(`${path}.lock`, { timeout: 1000 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    throw storeError(error, path);
  }
}

function prepare(connection: Connection, path: string): void {
  // Only said before there is anything in the file; see letShrink for files that were made without.
  connection.pragma('auto_vacuum = INCREMENTAL');
  connection.pragma('journal_mode = WAL');
  // A killed process loses nothing. A power cut may lose the last commits but damages nothing; with FULL this thread, which
  // scores, would wait for the disk at each commit. log-sync.ts waits for it elsewhere.
  connection.pragma('synchronous = NORMAL');
  connection.pragma('wal_autocheckpoint = 4000');
  connection.pragma('journal_size_limit = 67108864');
  connection.pragma(`cache_size = -${cacheKib}`);
  connection.pragma('foreign_keys = OFF');
  const version = Number(connection.pragma('user_version', { simple: true }));
  if (version > migrations.length) {
    throw serverError('STORE_NEWER', `${path} (schema ${version}, this program knows ${migrations.length})`);
  }
  if (version > 0 && statSync(path).size <= quickCheckBytes) {
    quickCheck(connection, path);
    letShrink(connection);
  }
  // Takes the lock even when there is nothing to migrate.
  connection.transaction(() => migrate(connection, version)).exclusive();
}

/**
 * Rewrites a small file that was made before files could give free space back to the disk. A large one takes too long at a
 * start: `splitsight-server compact` does it.
 */
function letShrink(connection: Connection): void {
  if (connection.pragma('auto_vacuum', { simple: true }) !== 0) return;
  connection.pragma('auto_vacuum = INCREMENTAL');
  try {
    connection.exec('VACUUM');
  } catch (error) {
    // Without room for a copy it stays as it is, which costs nothing but space.
    if (!(error instanceof Database.SqliteError && error.code === 'SQLITE_FULL')) throw error;
  }
}

function migrate(connection: Connection, from: number): void {
  for (const sql of migrations.slice(from)) connection.exec(sql);
  connection.pragma(`user_version = ${migrations.length}`);
}

function quickCheck(connection: Connection, path: string): void {
  const finding = String(connection.pragma('quick_check(1)', { simple: true }));
  if (finding !== 'ok') throw serverError('STORE_CORRUPT', `${path} (${finding.split('\n')[0]})`);
}

/** Whether it is a row that the database refuses, not the database that cannot be used. */
export function isRowError(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_CONSTRAINT');
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
