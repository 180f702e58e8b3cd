import { closeSync, fdatasync, openSync } from 'node:fs';
import { type Millis, messageOf } from '@splitsight/kernel';
import type { Connection } from './database.ts';
import { type DiskProbe, openDiskProbe } from './disk-probe.ts';

/** Waits until what was committed is on the disk, while the thread that commits goes on. */
export interface LogSync {
  /** Something was committed. */
  committed(): void;
  /** Calls `done` when all that was committed before is on the disk; at once when it is. */
  settle(done: () => void): void;
  /** How many calls of `done` wait. */
  waiting(): number;
  /** Calls nothing any more. Idempotent. */
  close(): void;
}

interface LogSyncOptions {
  /** Forces the log onto the disk. */
  readonly force: (done: (error: Error | null) => void) => void;
  /**
   * Brings all that was committed onto the disk another way: after a failure the system forgets what it could not write,
   * and the next {@link force} would find nothing to do. @throws when that fails, too
   */
  readonly repair: () => void;
  /** Called when forcing begins to fail, and when a repair has worked (null). */
  readonly onFailure: (error: unknown) => void;
}

/** After a failure the next try waits. */
const retryAfter: Millis = 1000;

/**
 * Forces a log onto the disk again and again, once at a time: what is committed meanwhile is covered by the next time, so a
 * slow disk makes larger groups.
 */
export function createLogSync({ force, repair, onFailure }: LogSyncOptions): LogSync {
  let isDirty = false;
  let isForcing = false;
  let retry: NodeJS.Timeout | undefined;
  let isClosed = false;
  /** Of what is being forced, and of what was committed since. */
  let current: (() => void)[] = [];
  let next: (() => void)[] = [];

  function start(): void {
    if (isForcing || retry || !isDirty || isClosed) return;
    isDirty = false;
    isForcing = true;
    current = next;
    next = [];
    force((error) => {
      isForcing = false;
      if (isClosed) return;
      if (error) fail(error);
      else succeed();
    });
  }

  function succeed(): void {
    const settled = current;
    current = [];
    for (const done of settled) done();
    start();
  }

  function fail(error: unknown): void {
    onFailure(error);
    retry = setTimeout(() => {
      retry = undefined;
      try {
        repair();
      } catch (again) {
        return fail(again);
      }
      onFailure(null);
      current.push(...next);
      next = [];
      isDirty = false;
      succeed();
    }, retryAfter);
  }

  return {
    committed() {
      isDirty = true;
      start();
    },
    settle(done) {
      if (isDirty) next.push(done);
      else if (isForcing || retry) current.push(done);
      else done();
    },
    waiting: () => current.length + next.length,
    close() {
      isClosed = true;
      clearTimeout(retry);
      current = [];
      next = [];
    },
  };
}

interface LogSyncListener extends Pick<LogSyncOptions, 'onFailure'> {
  /** Called with how long the disk took, each time. */
  readonly onForced: (took: Millis) => void;
}

/** The log of an open database. `connection` must be in WAL mode, and stays open longer than this, which closes `probe`. */
export function openLogSync(
  connection: Connection,
  path: string,
  listener: LogSyncListener,
  probe: DiskProbe = openDiskProbe(path),
): LogSync {
  // SQLite's locks are on the database and on its shared memory: opening and closing this file frees none of them.
  const log = openSync(`${path}-wal`, 'r');
  let isBusy = false;
  let isClosed = false;
  const release = () => {
    closeSync(log);
    probe.close();
  };
  const refusal = () => {
    try {
      probe.ask();
      return null;
    } catch (error) {
      return new Error(`the file system takes no changes: ${messageOf(error)}`, { cause: error });
    }
  };
  const sync = createLogSync({
    force(done) {
      isBusy = true;
      const startedAt = performance.now();
      fdatasync(log, (error) => {
        listener.onForced(performance.now() - startedAt);
        isBusy = false;
        const reason = error ?? refusal();
        if (isClosed) release();
        done(reason);
      });
    },
    repair() {
      moveLog(connection);
      probe.ask();
    },
    onFailure: listener.onFailure,
  });
  return {
    ...sync,
    committed() {
      // SQLite may have moved its log and taken a wrong answer for a good one, too. A file system that is asked notices that it
      // has lost its disk, and refuses the next commit, which would overwrite the log. The forcing that follows tells of it.
      refusal();
      sync.committed();
    },
    close() {
      sync.close();
      if (!isClosed && !isBusy) release();
      isClosed = true;
    },
  };
}

/** For a database whose commits need not be on the disk. */
export const noLogSync: LogSync = { committed() {}, settle: (done) => done(), waiting: () => 0, close() {} };

/** Writes all that is in the log into the database, which SQLite forces onto the disk. */
function moveLog(connection: Connection): void {
  const [{ log, checkpointed } = { log: 0, checkpointed: -1 }] = connection.pragma('wal_checkpoint(PASSIVE)') as {
    log: number;
    checkpointed: number;
  }[];
  if (log !== checkpointed) throw new Error('the log cannot be written into the database while it is read');
}
