import { closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { type CodedError, isCodedError, type Millis, messageOf } from '@splitsight/kernel';
import Database from 'better-sqlite3';
import { edgeError } from '../errors.ts';

/** What is written of a message. */
export interface SpoolItem {
  /** When it was handed over, by the machine's clock. */
  readonly at: Millis;
  readonly topic: string;
  readonly payload: Uint8Array;
}

/** A message in the spool. Ids grow in the order of writing and never come again while the agent runs. */
export interface SpoolRow extends SpoolItem {
  readonly id: number;
}

/** The spool's file, open. Every method may throw what SQLite throws: see {@link spoolError}. */
export interface SpoolDatabase {
  /** Writes messages in one transaction. @returns their ids. */
  insert(items: readonly SpoolItem[]): readonly number[];
  /** The next messages after an id, and the ids of those whose bytes are no longer what was written. */
  read(after: number): { readonly rows: readonly SpoolRow[]; readonly broken: readonly number[] };
  /** Deletes messages in one transaction. @returns how many were there. */
  remove(ids: readonly number[]): number;
  /** Gives the room of an emptied file back. */
  shrink(): void;
  /** The oldest messages, without their payload. */
  oldest(most: number): readonly { readonly id: number; readonly at: Millis }[];
  /** How many messages there are, and the bytes of disk that hold them. */
  totals(): { readonly messages: number; readonly bytes: number };
  /** The highest id there is or was. */
  lastId(): number;
  close(): void;
}

/** What {@link openSpoolDatabase} needs to know. */
export interface SpoolDatabaseOptions {
  /** New ids are larger than this. */
  readonly above: number;
  /** Whether the file is read through before it is trusted. */
  readonly isChecked: boolean;
}

/** What is read at once, so that neither memory nor the main thread is taken up. */
const readRows = 64;
const readBytes = 256 * 1024;
/** A larger file is not read through: an SD card would take seconds. Every row has a checksum of its own anyway. */
const checkBytes = 64 * 1024 * 1024;
/** An emptied file that is larger gives its room back. */
const emptyPages = 256;
const applicationId = 0x73_73_73_70; // "sssp", so that no other program's database is taken for a spool.
const schemaVersion = 1;
const schema = `
  CREATE TABLE message (
    id INTEGER PRIMARY KEY, at INTEGER NOT NULL, topic TEXT NOT NULL, crc INTEGER NOT NULL, payload BLOB NOT NULL
  ) STRICT;
  CREATE TABLE tally (messages INTEGER NOT NULL) STRICT;
  INSERT INTO tally VALUES (0);
  PRAGMA application_id = ${applicationId};
  PRAGMA user_version = ${schemaVersion};
`;

interface StoredRow extends SpoolRow {
  readonly crc: number;
}

/**
 * Opens the spool's file, or makes it. One agent has it at a time.
 *
 * @throws CodedError SPOOL_CORRUPT, SPOOL_FULL, SPOOL_LOCKED or SPOOL_UNUSABLE
 */
export function openSpoolDatabase(path: string, { above, isChecked }: SpoolDatabaseOptions): SpoolDatabase {
  let opened: Database.Database | undefined;
  try {
    mkdirSync(dirname(path), { recursive: true });
    // What cameras saw is nobody else's to read. SQLite gives its log the same rights.
    closeSync(openSync(path, 'a', 0o600));
    opened = new Database(path, { timeout: 0 });
    prepare(opened, path, isChecked);
    return createSpoolDatabase(opened, above);
  } catch (error) {
    opened?.close();
    throw spoolError(error, path);
  }
}

/** How many messages a damaged file holds, as far as it can still tell. */
export function countDamaged(path: string): number | undefined {
  let file: Database.Database | undefined;
  try {
    file = new Database(path, { timeout: 0 });
    file.pragma('locking_mode = EXCLUSIVE');
    return Number(file.prepare('SELECT messages FROM tally').pluck().get());
  } catch {
    return undefined;
  } finally {
    file?.close();
  }
}

/** The coded error of what SQLite threw. https://www.sqlite.org/rescode.html */
export function spoolError(error: unknown, path: string): CodedError {
  if (isCodedError(error)) return error;
  const what = `${path} (${messageOf(error)})`;
  const code = error instanceof Database.SqliteError ? error.code : '';
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) return edgeError('SPOOL_LOCKED', what, error);
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) return edgeError('SPOOL_CORRUPT', what, error);
  if (/^SQLITE_FULL/.test(code)) return edgeError('SPOOL_FULL', what, error);
  return edgeError('SPOOL_UNUSABLE', what, error);
}

function prepare(connection: Database.Database, path: string, isChecked: boolean): void {
  // One process, so no shared memory beside the file; the lock is held until the process closes it or dies.
  connection.pragma('locking_mode = EXCLUSIVE');
  connection.pragma('journal_mode = WAL');
  // A killed process loses nothing. A power cut may lose the last seconds but damages nothing; FULL would make the
  // main thread wait for the SD card at every commit.
  connection.pragma('synchronous = NORMAL');
  connection.pragma('cell_size_check = ON');
  const number = (pragma: string) => Number(connection.pragma(pragma, { simple: true }));
  const isNew = number('schema_version') === 0;
  if (!isNew && number('application_id') !== applicationId)
    throw edgeError('SPOOL_UNUSABLE', `${path} is another program's database`);
  if (!isNew && number('user_version') !== schemaVersion)
    throw edgeError('SPOOL_UNUSABLE', `${path} is of another version of this program`);
  // Takes the lock, and finds out whether the file may be written, though there is nothing to write.
  connection.transaction(() => isNew && connection.exec(schema)).exclusive();
  if (isChecked && !isNew && statSync(path).size <= checkBytes) quickCheck(connection, path);
}

function quickCheck(connection: Database.Database, path: string): void {
  const finding = String(connection.pragma('quick_check(1)', { simple: true }));
  if (finding !== 'ok') throw edgeError('SPOOL_CORRUPT', `${path} (${finding.split('\n')[0]})`);
}

function createSpoolDatabase(connection: Database.Database, above: number): SpoolDatabase {
  const insertOne = connection.prepare<[number, Millis, string, number, Uint8Array]>(
    'INSERT INTO message (id, at, topic, crc, payload) VALUES (?, ?, ?, ?, ?)',
  );
  const deleteOne = connection.prepare<[number]>('DELETE FROM message WHERE id = ?');
  const addTally = connection.prepare<[number]>('UPDATE tally SET messages = messages + ?');
  const next = connection.prepare<[number, number], StoredRow>(
    'SELECT id, at, topic, crc, payload FROM message WHERE id > ? ORDER BY id LIMIT ?',
  );
  const first = connection.prepare<[number], { id: number; at: Millis }>(
    'SELECT id, at FROM message ORDER BY id LIMIT ?',
  );
  const tally = connection.prepare<[], number>('SELECT messages FROM tally').pluck();
  const last = connection.prepare<[], number | null>('SELECT max(id) FROM message').pluck();
  const pages = (name: string) => Number(connection.pragma(name, { simple: true }));
  const pageSize = pages('page_size');
  let id = Math.max(above, last.get() ?? 0);

  const insertAll = connection.transaction((items: readonly SpoolItem[]) => {
    const ids = items.map((_, i) => id + 1 + i);
    for (const [i, { at, topic, payload }] of items.entries())
      insertOne.run(id + 1 + i, at, topic, checksum(topic, payload), payload);
    addTally.run(items.length);
    return ids;
  });
  const removeAll = connection.transaction((ids: readonly number[]) => {
    let removed = 0;
    for (const one of ids) removed += deleteOne.run(one).changes;
    addTally.run(-removed);
    return removed;
  });

  return {
    insert(items) {
      const ids = insertAll.immediate(items);
      id += items.length;
      return ids;
    },
    read(after) {
      const rows: SpoolRow[] = [];
      const broken: number[] = [];
      let bytes = 0;
      for (const { crc, ...row } of next.iterate(after, readRows)) {
        if (crc === checksum(row.topic, row.payload)) rows.push(row);
        else broken.push(row.id);
        bytes += row.payload.length;
        if (bytes > readBytes) break;
      }
      return { rows, broken };
    },
    remove: (ids) => removeAll.immediate(ids),
    shrink() {
      if ((tally.get() ?? 0) > 0 || pages('page_count') <= emptyPages) return;
      connection.exec('VACUUM');
      connection.pragma('wal_checkpoint(TRUNCATE)');
    },
    oldest: (most) => first.all(most),
    totals: () => ({
      messages: tally.get() ?? 0,
      bytes: (pages('page_count') - pages('freelist_count')) * pageSize,
    }),
    lastId: () => id,
    close: () => void connection.close(),
  };
}

function checksum(topic: string, payload: Uint8Array): number {
  return crc32(payload, crc32(topic));
}
