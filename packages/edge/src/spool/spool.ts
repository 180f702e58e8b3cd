import { existsSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type CodedError, createTally, type Millis, messageOf } from '@splitsight/kernel';
import type { Logger } from '@splitsight/kernel/node';
import type { NodeHealth } from '@splitsight/wire';
import type { SpoolConfig } from '../config/spool.ts';
import { openSpoolDatabase, type SpoolDatabase, type SpoolItem, type SpoolRow, spoolError } from './database.ts';
import { dropStep, excessOf, expiredOf, type SpoolLimits } from './limits.ts';

/** Why a message left the spool without having been sent. */
export type SpoolDropReason = 'age' | 'size' | 'corrupt';

/** Messages on disk, until the broker has acknowledged them. Nothing here throws: a disk that fails is told in the state. */
export interface Spool {
  /** Writes messages in one transaction. @returns their ids; undefined when the disk does not take them now. */
  put(items: readonly SpoolItem[]): readonly number[] | undefined;
  /** A message that was just written is on its way already: it is not to be sent again on this connection. */
  hold(id: number): void;
  /** The oldest message that is not on its way; it is on its way from now on. */
  next(): SpoolRow | undefined;
  /** The broker has acknowledged a message. */
  done(id: number): void;
  /** The connection is gone: nothing is on its way. */
  backAll(): void;
  /** Deletes what has arrived and what is too old or too much; to be called some times a second. */
  tend(now: Millis): void;
  state(): NonNullable<NodeHealth['spool']>;
  /** Deletes what has arrived and closes the file. Idempotent. */
  close(): void;
}

/** After a failure the disk is left alone for so long. A full one may have room again soon. */
const retryFull: Millis = 1_000;
const retryFailed: Millis = 5_000;
/** What has arrived is deleted in groups of so many, or after so long. */
const deleteGroup = 128;
const deleteWithin: Millis = 250;
/** More than this many that have arrived and cannot be deleted: no more are sent, they would all come twice. */
const maxGone = 1_024;
/** How often messages are looked through for those that are too old. */
const ageEvery: Millis = 1_000;
/** After the oldest had to go for want of room, the spool is called full for so long. */
const fullFor: Millis = 60_000;
/** A trouble that stays, or comes and goes, is logged again after so long. */
const logAgain: Millis = 60_000;
/** How often reading goes on when all that was read is on its way already. */
const readTurns = 8;

/** Opens the spool; with a disk that does not work it holds nothing until it does. */
export function openSpool(config: SpoolConfig, log: Logger): Spool {
  const path = resolve(join(process.env.STATE_DIRECTORY?.split(':')[0] ?? '', config.path));
  const limits: SpoolLimits = { maxBytes: config.max_mb * 1_000_000, maxAge: config.max_age_s * 1000 };
  const dropped = createTally<SpoolDropReason>();
  const opened = performance.now();
  /** On their way. */
  const busy = new Set<number>();
  /** Acknowledged, and still in the file. */
  const gone = new Set<number>();
  let database: SpoolDatabase | undefined;
  let trouble: CodedError | undefined;
  let retryAt = 0;
  let loggedAt = Number.NEGATIVE_INFINITY;
  /** Read and not yet asked for. */
  let ahead: SpoolRow[] = [];
  let cursor = 0;
  let lastId = 0;
  /** The last id from before this run; undefined until the file has been open. */
  let before: number | undefined;
  let held = { messages: 0, bytes: 0 };
  let deletedAt = opened;
  let agedAt = opened;
  let trimmedAt = Number.NEGATIVE_INFINITY;
  let written = 0;
  let sent = 0;
  let isClosed = false;

  function open(): SpoolDatabase {
    const file = openSpoolDatabase(path, { above: lastId, isChecked: before === undefined });
    lastId = file.lastId();
    before ??= lastId;
    held = file.totals();
    return file;
  }

  /** Does something with the file; undefined when it cannot be done now. */
  function attempt<T>(act: (file: SpoolDatabase) => T): T | undefined {
    if (isClosed || performance.now() < retryAt) return undefined;
    try {
      database ??= open();
      return act(database);
    } catch (error) {
      fail(spoolError(error, path));
      return undefined;
    }
  }

  /** Writes something; that it works is the end of any trouble. */
  function write<T>(act: (file: SpoolDatabase) => T): T | undefined {
    const result = attempt((file) => {
      const done = act(file);
      held = file.totals();
      return done;
    });
    if (result === undefined || trouble === undefined) return result;
    trouble = undefined;
    log.info('the spool works again', { path });
    return result;
  }

  function fail(error: CodedError): void {
    const now = performance.now();
    if (error.code !== trouble?.code || now - loggedAt > logAgain) {
      log.warn(`${error.code}: ${error.message}`);
      loggedAt = now;
    }
    trouble = error;
    retryAt = now + (error.code === 'SPOOL_FULL' ? retryFull : retryFailed);
    if (error.code === 'SPOOL_FULL') return;
    // A file that was open on a disk that failed may stay unusable after the disk works again.
    shut();
    if (error.code === 'SPOOL_CORRUPT') setAside();
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

  /** The damaged file makes way; one that was set aside before is lost. */
  function setAside(): void {
    try {
      for (const part of ['', '-wal']) {
        rmSync(`${path}.broken${part}`, { force: true });
        if (existsSync(path + part)) renameSync(path + part, `${path}.broken${part}`);
      }
    } catch (error) {
      log.warn(messageOf(error));
      return;
    }
    dropped.add('corrupt', held.messages - gone.size);
    held = { messages: 0, bytes: 0 };
    busy.clear();
    gone.clear();
    ahead = [];
    cursor = 0;
  }

  /** Deletes messages that will never be sent. */
  function drop(ids: readonly number[], reason: SpoolDropReason): void {
    const lost = new Set(ids.filter((id) => !busy.has(id) && !gone.has(id)));
    if (lost.size === 0) return;
    const removed = write((file) => file.remove([...lost]));
    if (removed === undefined) return;
    dropped.add(reason, removed);
    ahead = ahead.filter(({ id }) => !lost.has(id));
  }

  function deleteGone(): void {
    const ids = [...gone].slice(0, dropStep);
    if (ids.length === 0 || write((file) => file.remove(ids)) === undefined) return;
    for (const id of ids) gone.delete(id);
  }

  function readAhead(): void {
    for (let turn = 0; turn < readTurns && ahead.length === 0; turn++) {
      if (held.messages <= busy.size + gone.size) return;
      const found = attempt((file) => file.read(cursor));
      const last = Math.max(found?.rows.at(-1)?.id ?? 0, found?.broken.at(-1) ?? 0);
      if (!found || last === 0) return;
      cursor = last;
      ahead = found.rows.filter(({ id }) => !busy.has(id) && !gone.has(id));
      drop(found.broken, 'corrupt');
    }
  }

  function trim(now: Millis, monotonic: Millis): void {
    if (held.messages === 0) return;
    const excess = excessOf(held, limits);
    if (excess > 0) {
      const rows = attempt((file) => file.oldest(excess + busy.size + gone.size)) ?? [];
      drop(
        rows
          .map(({ id }) => id)
          .filter((id) => !busy.has(id) && !gone.has(id))
          .slice(0, excess),
        'size',
      );
      trimmedAt = monotonic;
    }
    if (monotonic - agedAt < ageEvery) return;
    agedAt = monotonic;
    const rows = attempt((file) => file.oldest(dropStep)) ?? [];
    drop(expiredOf(rows, limits, { now, running: monotonic - opened, before: before ?? 0 }), 'age');
  }

  function stateNow(): NonNullable<NodeHealth['spool']>['state'] {
    if (trouble) return trouble.code === 'SPOOL_FULL' ? 'full' : 'failing';
    return performance.now() - trimmedAt < fullFor ? 'full' : 'ok';
  }

  // What is wrong with the disk is told at the start, not when the link breaks.
  write((file) => file.insert([]));

  return {
    put(items) {
      const ids = write((file) => file.insert(items));
      if (!ids) return undefined;
      written += ids.length;
      lastId = ids.at(-1) ?? lastId;
      return ids;
    },
    hold(id) {
      busy.add(id);
    },
    next() {
      if (gone.size >= maxGone) return undefined;
      if (ahead.length === 0) readAhead();
      const row = ahead.shift();
      if (row) busy.add(row.id);
      return row;
    },
    done(id) {
      if (!busy.delete(id)) return;
      gone.add(id);
      sent++;
      if (gone.size >= deleteGroup) deleteGone();
    },
    backAll() {
      busy.clear();
      ahead = [];
      cursor = 0;
    },
    tend(now) {
      const monotonic = performance.now();
      if (trouble) write((file) => file.insert([]));
      if (gone.size === 0) deletedAt = monotonic;
      if (monotonic - deletedAt > deleteWithin) deleteGone();
      trim(now, monotonic);
    },
    state() {
      const oldest = held.messages > gone.size ? attempt((file) => file.oldest(1 + gone.size)) : undefined;
      return {
        state: stateNow(),
        ...(trouble ? { reason: `${trouble.code}: ${trouble.message}`.slice(0, 300) } : {}),
        messages: Math.max(0, held.messages - gone.size),
        bytes: held.bytes,
        oldest_at: oldest?.find(({ id }) => !gone.has(id))?.at ?? null,
        written,
        sent,
        dropped: { ...dropped.totals() },
      };
    },
    close() {
      while (gone.size > 0 && trouble === undefined && !isClosed) deleteGone();
      isClosed = true;
      shut();
    },
  };
}
