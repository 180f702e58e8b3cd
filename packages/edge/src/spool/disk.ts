import { existsSync, renameSync, rmSync } from 'node:fs';
import { type CodedError, isCodedError, type Millis, messageOf } from '@splitsight/kernel';
import type { Logger } from '@splitsight/kernel/node';
import { countDamaged, openSpoolDatabase, type SpoolDatabase, type SpoolItem, spoolError } from './database.ts';
import type { SpoolHoldings } from './limits.ts';

/** The spool's file, whatever the disk does: what cannot be done now gives undefined, and it is tried again later. */
export interface SpoolDisk {
  read<T>(act: (file: SpoolDatabase) => T): T | undefined;
  /** Writes messages, or tries with none whether it would work. @returns their ids. */
  insert(items: readonly SpoolItem[]): readonly number[] | undefined;
  /** Deletes messages. @returns how many there were. */
  remove(ids: readonly number[]): number | undefined;
  /** Deletes the file with all that is in it: on a full disk, rows cannot be deleted. */
  empty(): void;
  holds(): SpoolHoldings;
  trouble(): CodedError | undefined;
  /** The last id from before this run. */
  before(): number;
  close(): void;
}

/** What {@link createSpoolDisk} works with. */
export interface SpoolDiskOptions {
  readonly path: string;
  /** Called when the file was damaged, and an empty one has taken its place. */
  readonly onDamaged: (messages: number) => void;
  readonly log: Logger;
}

/** After a failure the disk is left alone for so long. A full one may have room again soon. */
const retryFull: Millis = 1_000;
const retryFailed: Millis = 2_000;
/** A trouble that stays, or comes and goes, is logged again after so long. */
const logAgain: Millis = 60_000;
const parts = ['', '-wal'];

/** Makes the spool's disk; the file is opened when it is first needed. */
export function createSpoolDisk({ path, onDamaged, log }: SpoolDiskOptions): SpoolDisk {
  let database: SpoolDatabase | undefined;
  let held: SpoolHoldings = { messages: 0, bytes: 0 };
  let trouble: CodedError | undefined;
  let logged = { code: '', at: 0 };
  let retryAt = 0;
  let lastId = 0;
  let before: number | undefined;
  let isClosed = false;

  function open(): SpoolDatabase {
    const options = { above: lastId, isChecked: before === undefined };
    let file: SpoolDatabase;
    try {
      file = openSpoolDatabase(path, options);
    } catch (error) {
      if (!isCodedError(error, 'SPOOL_CORRUPT')) throw error;
      log.warn(`${error.code}: ${error.message}`);
      held = { messages: countDamaged(path) ?? 0, bytes: 0 };
      setAside();
      file = openSpoolDatabase(path, options);
    }
    lastId = file.lastId();
    before ??= lastId;
    held = file.totals();
    return file;
  }

  /** The damaged file makes way; one that was set aside before is lost. */
  function setAside(): void {
    for (const part of parts) {
      rmSync(`${path}.broken${part}`, { force: true });
      if (existsSync(path + part)) renameSync(path + part, `${path}.broken${part}`);
    }
    // How many there were is not always known. That there were some is: an empty spool is no loss.
    const lost = Math.max(1, held.messages);
    held = { messages: 0, bytes: 0 };
    onDamaged(lost);
  }

  function read<T>(act: (file: SpoolDatabase) => T): T | undefined {
    // A full disk can still be read.
    if (isClosed || (!database && performance.now() < retryAt)) return undefined;
    try {
      database ??= open();
      return act(database);
    } catch (error) {
      fail(spoolError(error, path));
      return undefined;
    }
  }

  function fail(error: CodedError): void {
    const now = performance.now();
    if (error.code !== logged.code || now - logged.at > logAgain) {
      log.warn(`${error.code}: ${error.message}`);
      logged = { code: error.code, at: now };
    }
    trouble = error;
    retryAt = now + (error.code === 'SPOOL_FULL' ? retryFull : retryFailed);
    // A file that was open on a disk that failed may stay unusable after the disk works again.
    if (error.code !== 'SPOOL_FULL') shut();
    if (error.code !== 'SPOOL_CORRUPT') return;
    try {
      setAside();
    } catch (cause) {
      log.warn(messageOf(cause));
    }
  }

  function shut(): void {
    const file = database;
    database = undefined;
    try {
      file?.close();
    } catch {
      // It was given up for something worse.
    }
  }

  function count<T>(result: T | undefined): T | undefined {
    if (result !== undefined) held = read((file) => file.totals()) ?? held;
    return result;
  }

  return {
    read,
    insert(items) {
      if (performance.now() < retryAt) return undefined;
      const ids = count(read((file) => file.insert(items)));
      if (!ids) return undefined;
      lastId = ids.at(-1) ?? lastId;
      if (trouble) log.info('the spool works again', { path });
      trouble = undefined;
      return ids;
    },
    remove(ids) {
      const removed = read((file) => file.remove(ids));
      // On its own: what is deleted is deleted, though the disk has no room to give room back.
      if (removed !== undefined) read((file) => file.shrink());
      return count(removed);
    },
    empty() {
      shut();
      try {
        for (const part of parts) rmSync(path + part, { force: true });
        held = { messages: 0, bytes: 0 };
      } catch (error) {
        log.warn(messageOf(error));
      }
    },
    holds: () => held,
    trouble: () => trouble,
    before: () => before ?? 0,
    close() {
      isClosed = true;
      shut();
    },
  };
}
