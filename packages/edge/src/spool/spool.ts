import { resolve } from 'node:path';
import { createTally, type Millis } from '@splitsight/kernel';
import type { Logger } from '@splitsight/kernel/node';
import type { NodeHealth } from '@splitsight/wire';
import type { SpoolConfig } from '../config/spool.ts';
import type { SpoolItem, SpoolRow } from './database.ts';
import { createSpoolDisk } from './disk.ts';
import { dropStep, excessOf, expiredOf, type SpoolLimits } from './limits.ts';
import { maxInFlight } from './pace.ts';

/** Why a message left the spool without having been sent. */
type SpoolDropReason = 'age' | 'size' | 'corrupt' | 'refused';

/** Messages on disk, until the broker has acknowledged them. Nothing here throws: a disk that fails is told in the state. */
export interface Spool {
  /** Writes messages in one transaction. @returns their ids; undefined when the disk does not take them now. */
  put(items: readonly SpoolItem[]): readonly number[] | undefined;
  /** A message that was just written was sent already: it is not to be sent again on this connection. */
  hold(id: number): void;
  /** The oldest message that is not on its way; it is on its way from now on. */
  next(): SpoolRow | undefined;
  /** The broker has acknowledged a message. */
  done(id: number): void;
  /** The connection is gone: nothing is on its way. */
  backAll(): void;
  /** The broker does not take a message, which is dropped. */
  refuse(id: number): void;
  /** Deletes what has arrived and what is too old or too much; to be called some times a second. */
  tend(now: Millis): void;
  state(): NonNullable<NodeHealth['spool']>;
  /** Deletes what has arrived and closes the file. Idempotent. */
  close(): void;
}

/** What has arrived is deleted in groups: at least so many, or after so long. */
const deleteGroup = 128;
const deleteWithin: Millis = 250;
/** With so many that have arrived and cannot be deleted no more are sent: they would all come twice after a crash. */
const maxGone = 50_000;
/** How often messages are looked through for those that are too old. */
const ageEvery: Millis = 1_000;
/** After the oldest had to go for want of room, the spool is called full for so long. */
const fullFor: Millis = 60_000;
/** How often reading goes on when all that was read is on its way already. */
const readTurns = 8;

/** A clock that has gone this far from where it was going has been set. */
const clockStep: Millis = 60_000;

/**
 * Opens the spool; with a disk that does not work it holds nothing until it does.
 *
 * @param monotonic never set; the process's unless told.
 */
export function openSpool(config: SpoolConfig, log: Logger, monotonic = () => performance.now()): Spool {
  const path = resolve(process.env.STATE_DIRECTORY?.split(':')[0] ?? '.', config.path);
  const limits: SpoolLimits = { maxBytes: config.max_mb * 1_000_000, maxAge: config.max_age_s * 1000 };
  const dropped = createTally<SpoolDropReason>();
  const opened = monotonic();
  /** On their way. */
  const busy = new Set<number>();
  /** Acknowledged, and still in the file. */
  const gone = new Set<number>();
  const disk = createSpoolDisk({ path, onDamaged: forget, log });
  /** Read and not yet asked for. */
  let ahead: SpoolRow[] = [];
  let cursor = 0;
  let deletedAt = opened;
  let agedAt = opened;
  let clock = { offset: Number.POSITIVE_INFINITY, setAt: opened };
  let trimmedAt = Number.NEGATIVE_INFINITY;
  let written = 0;
  let sent = 0;
  let isClosed = false;

  const isIdle = (id: number) => !busy.has(id) && !gone.has(id);

  /** The file was damaged: nothing in it will be sent. */
  function forget(messages: number): void {
    dropped.add('corrupt', Math.max(1, messages - gone.size));
    busy.clear();
    gone.clear();
    ahead = [];
    cursor = 0;
  }

  /** Deletes messages that will never be sent. */
  function drop(ids: readonly number[], reason: SpoolDropReason): void {
    if (ids.length === 0) return;
    const removed = disk.remove(ids);
    if (removed === undefined) return;
    dropped.add(reason, removed);
    const lost = new Set(ids);
    for (const id of ids) busy.delete(id);
    ahead = ahead.filter(({ id }) => !lost.has(id));
  }

  function deleteGone(): void {
    const ids = [...gone].slice(0, dropStep);
    if (ids.length === 0) return;
    if (disk.remove(ids) !== undefined) for (const id of ids) gone.delete(id);
    else if (disk.trouble()?.code === 'SPOOL_FULL' && gone.size >= disk.holds().messages) {
      disk.empty();
      gone.clear();
    }
  }

  function readAhead(): void {
    for (let turn = 0; turn < readTurns && ahead.length === 0; turn++) {
      if (disk.holds().messages <= busy.size + gone.size) return;
      const found = disk.read((file) => file.read(cursor));
      const last = Math.max(found?.rows.at(-1)?.id ?? 0, found?.broken.at(-1) ?? 0);
      if (!found || last === 0) return;
      cursor = last;
      ahead = found.rows.filter(({ id }) => isIdle(id));
      drop(found.broken, 'corrupt');
    }
  }

  function trim(now: Millis, steady: Millis): void {
    const holds = disk.holds();
    if (holds.messages === 0) return;
    const excess = excessOf(holds, limits);
    if (excess > 0) {
      const rows = disk.read((file) => file.oldest(excess + gone.size + maxInFlight)) ?? [];
      const left = rows.map(({ id }) => id).filter((id) => !gone.has(id));
      // What is on its way goes last: a server that cannot store may have read all there is.
      const ids = [...left.filter(isIdle), ...left.filter((id) => busy.has(id))];
      drop(ids.slice(0, excess), 'size');
      trimmedAt = steady;
    }
    if (steady - agedAt < ageEvery) return;
    agedAt = steady;
    const offset = now - steady;
    if (Math.abs(offset - clock.offset) > clockStep) clock = { offset, setAt: steady };
    const rows = disk.read((file) => file.oldest(dropStep)) ?? [];
    const moment = { now, running: steady - opened, unset: steady - clock.setAt, before: disk.before() };
    const expired = expiredOf(rows, limits, moment);
    drop(
      expired.filter((id) => !gone.has(id)),
      'age',
    );
  }

  function stateNow(): NonNullable<NodeHealth['spool']>['state'] {
    const trouble = disk.trouble();
    if (trouble) return trouble.code === 'SPOOL_FULL' ? 'full' : 'failing';
    return monotonic() - trimmedAt < fullFor ? 'full' : 'ok';
  }

  // What is wrong with the disk is told at the start, not when the link breaks.
  disk.insert([]);

  return {
    put(items) {
      const ids = disk.insert(items);
      written += ids?.length ?? 0;
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
    },
    backAll() {
      busy.clear();
      ahead = [];
      cursor = 0;
    },
    refuse(id) {
      drop([id], 'refused');
    },
    tend(now) {
      const steady = monotonic();
      const trouble = disk.trouble();
      if (trouble) disk.insert([]);
      if (gone.size === 0) deletedAt = steady;
      if ((gone.size >= deleteGroup && !trouble) || steady - deletedAt > deleteWithin) {
        deletedAt = steady;
        deleteGone();
      }
      trim(now, steady);
    },
    state() {
      const { messages, bytes } = disk.holds();
      const trouble = disk.trouble();
      const most = 1 + Math.min(gone.size, dropStep);
      const oldest = messages > gone.size ? disk.read((file) => file.oldest(most)) : undefined;
      return {
        state: stateNow(),
        ...(trouble ? { reason: `${trouble.code}: ${trouble.message}`.slice(0, 300) } : {}),
        messages: Math.max(0, messages - gone.size),
        bytes,
        oldest_at: oldest?.find(({ id }) => !gone.has(id))?.at ?? null,
        written,
        sent,
        dropped: { ...dropped.totals() },
      };
    },
    close() {
      while (gone.size > 0 && !disk.trouble() && !isClosed) deleteGone();
      isClosed = true;
      disk.close();
    },
  };
}
