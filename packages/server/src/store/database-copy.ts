import { closeSync, fsyncSync, openSync } from 'node:fs';
import type { Millis } from '@splitsight/kernel';
import Database from 'better-sqlite3';
import { serverError } from '../errors.ts';
import { openReadOnly, storeError } from './database.ts';
import { migrations } from './migrations.ts';

/** How far copying is. */
export interface CopyProgress {
  readonly doneBytes: number;
  readonly totalBytes: number;
}

const pageBytes = 4096;
/** A megabyte at a time, and then a rest: whoever writes to the same disk meanwhile hardly waits. */
const stepPages = 256;
const shortestRest: Millis = 1;

/**
 * Copies the database as it is at one moment, while its owner goes on writing to it. Until the copy is done the log beside
 * the database cannot shrink: it grows by what is written meanwhile.
 *
 * @throws CodedError STORE_CORRUPT, STORE_UNUSABLE, or BACKUP_WRITE; the signal's reason when it is aborted.
 */
export async function copyDatabase(
  from: string,
  to: string,
  signal: AbortSignal,
  onProgress: (progress: CopyProgress) => void = () => {},
): Promise<void> {
  const source = openReadOnly(from);
  try {
    // As long as this transaction is open, all pages are those of its moment.
    source.exec('BEGIN');
    source.prepare('SELECT count(*) FROM sqlite_schema').get();
    let steppedAt = performance.now();
    await source.backup(to, {
      progress({ totalPages, remainingPages }) {
        signal.throwIfAborted();
        onProgress({ doneBytes: (totalPages - remainingPages) * pageBytes, totalBytes: totalPages * pageBytes });
        // It asks again at once: the rest is taken here, as long as the step took.
        Atomics.wait(restingPlace, 0, 0, Math.max(shortestRest, performance.now() - steppedAt));
        steppedAt = performance.now();
        return stepPages;
      },
    });
    leaveLog(to);
    const file = openSync(to, 'r+');
    fsyncSync(file);
    closeSync(file);
  } catch (error) {
    signal.throwIfAborted();
    const isTarget = error instanceof Database.SqliteError && /FULL|IOERR|CANTOPEN|READONLY/.test(error.code);
    throw isTarget ? serverError('BACKUP_WRITE', `${to} (${error.message})`, error) : storeError(error, from);
  } finally {
    source.close();
  }
}

/** Whoever reads a database with a log writes files beside it, which a backup on a disk that is read-only cannot take. */
function leaveLog(path: string): void {
  const copy = new Database(path);
  copy.pragma('journal_mode = DELETE');
  copy.close();
}

const restingPlace = new Int32Array(new SharedArrayBuffer(4));

/** What is known of a database without opening it for writing. @throws CodedError STORE_CORRUPT, STORE_NEWER or STORE_UNUSABLE */
export function checkCopy(path: string): { readonly schema: number } {
  const copy = openReadOnly(path);
  try {
    const finding = String(copy.pragma('quick_check(1)', { simple: true }));
    if (finding !== 'ok') throw serverError('STORE_CORRUPT', `${path} (${finding.split('\n')[0]})`);
    const schema = Number(copy.pragma('user_version', { simple: true }));
    if (schema > migrations.length) {
      throw serverError('STORE_NEWER', `${path} (schema ${schema}, this program knows ${migrations.length})`);
    }
    return { schema };
  } catch (error) {
    throw storeError(error, path);
  } finally {
    copy.close();
  }
}
