import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Clock, createTally, type Millis, messageOf, type Tally } from '@splitsight/kernel';
import type { Logger } from '@splitsight/kernel/node';
import type { StoreConfig } from '../config/store.ts';
import { createSeldom } from '../seldom.ts';
import type { Connection } from '../store/database.ts';
import { createFileKeeper, type FileSpace } from '../store/file-space.ts';
import { createKeptSizes, type KeptSizes } from '../store/kept-sizes.ts';
import type { TableSize } from '../store/table-sizes.ts';
import { type DiskLevel, floorOf, levelOf } from './disk-level.ts';
import { planKeep } from './keep-plan.ts';
import { createTasks, type Removal } from './tasks.ts';
import { beginTrust, stepTrust, type TimeTrust } from './trusted-time.ts';
import { createWork } from './work.ts';

/** How the disk of the database stands. */
export interface DiskState {
  readonly level: DiskLevel;
  readonly totalBytes: number;
  readonly freeBytes: number;
  /** What is to stay free. */
  readonly floorBytes: number;
}

/** Keeps the database within its limits and room on its disk. */
export interface Caretaker {
  /** Whether vectors may be taken in. */
  accepts(): boolean;
  /** Null until the disk was looked at. */
  disk(): DiskState | null;
  file(): FileSpace;
  /** How large each kind is, about; undefined while that is being found out. */
  readonly sizes: KeptSizes['sizes'];
  /** What was removed since the start: `<kind> <why>`. */
  readonly removed: Tally<string>;
  /** Whether old rows are being deleted, or thinned, right now. */
  isBusy(): boolean;
  /** Since the clock stepped, nothing is deleted by age: whether that holds. */
  doubtsClock(): boolean;
  /** Looks at the disk now and begins a round. */
  look(): Promise<void>;
  /** Idempotent. */
  close(): void;
}

export interface CaretakerOptions {
  readonly connection: Connection;
  readonly config: StoreConfig;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Called when the disk reaches another level. */
  readonly onLevel?: (level: DiskLevel) => void;
  /** Called after every step of work. */
  readonly onStep?: (task: string, took: Millis) => void;
  /** The steady clock; the process's unless told. */
  readonly steady?: () => Millis;
}

const lookEvery: Millis = 2000;
const roundEvery: Millis = 30_000;
const sampleEvery: Millis = 250;
const sampleFailureEvery: Millis = 60_000;
/** A log that has grown beyond this is emptied as soon as nobody reads from it. */
const longLog = 128 * 1024 * 1024;
const none: TableSize = { rows: 0, bytes: 0 };
/** Of the file, this share is left free for new rows, and this much at least. */
const slack = { share: 0.02, leastBytes: 8 * 1024 * 1024 } as const;

export function openCaretaker(options: CaretakerOptions): Caretaker {
  const { connection, config, clock, log, onLevel = () => {}, onStep = () => {} } = options;
  const steady = options.steady ?? (() => performance.now());
  const folder = dirname(connection.name);
  const file = createFileKeeper(connection);
  const kept = createKeptSizes(connection, file);
  const removed = createTally<string>();
  const fail = (what: string, reason: string) => log.warn(what, { reason });
  const tasksOf = createTasks({
    ...{ connection, config, file },
    onRemoved: (kind: string, why: Removal, rows: number) => removed.add(`${kind} ${why}`, rows),
  });
  const work = createWork({ onStep, onFailure: (reason) => fail('retention could not go on; it will later', reason) });
  let trust: TimeTrust = beginTrust(clock.now(), steady(), newestStamp(connection));
  let disk: DiskState | null = null;
  let roundAt = Number.NEGATIVE_INFINITY;
  let looking: Promise<void> | undefined;
  let isClosed = false;

  function beginRound(level: DiskLevel, missingBytes: number): void {
    // Until it is known how large a kind is, only age counts.
    const { vectors, decisions, alerts } = kept.sizes() ?? { vectors: none, decisions: none, alerts: none };
    const rowOf = ({ bytes, rows }: TableSize) => Math.max(1, bytes / Math.max(1, rows));
    const isShort = level === 'short' || level === 'full';
    work.begin(
      tasksOf({
        now: trust.at,
        plan: planKeep(config, {
          ...{ now: trust.at, level, missingBytes },
          bytes: { vectors: vectors.bytes, decisions: decisions.bytes, alerts: alerts.bytes },
        }),
        rowBytes: { vectors: rowOf(vectors), decisions: rowOf(decisions), alerts: rowOf(alerts) },
        slackBytes: isShort ? 0 : Math.max(slack.leastBytes, slack.share * file.space().bytes),
      }),
      isShort,
    );
  }

  function lookAtTime(): void {
    const before = trust;
    trust = stepTrust(before, clock.now(), steady());
    if (trust.doubt && !before.doubt) log.warn('the clock has stepped forward: for an hour nothing is deleted by age');
  }

  async function lookAtDisk(): Promise<DiskState> {
    const { bavail, blocks, bsize } = await statfs(folder);
    const totalBytes = blocks * bsize;
    const freeBytes = bavail * bsize;
    const floorBytes = floorOf(config.min_free_mb === undefined ? undefined : 1e6 * config.min_free_mb, totalBytes);
    return { level: levelOf(disk?.level ?? 'roomy', freeBytes, floorBytes), totalBytes, freeBytes, floorBytes };
  }

  async function look(force: boolean): Promise<void> {
    const next = await lookAtDisk();
    if (isClosed) return;
    const hasChanged = next.level !== (disk?.level ?? 'roomy');
    disk = next;
    lookAtTime();
    if (hasChanged) {
      tell(next);
      onLevel(next.level);
    }
    const { walBytes } = file.space();
    if (walBytes > longLog) file.emptyLog();
    const isShort = next.level === 'short' || next.level === 'full';
    const isDue = steady() - roundAt >= roundEvery || (isShort && !work.isBusy());
    if (!force && !isDue) return;
    roundAt = steady();
    beginRound(next.level, Math.max(0, next.floorBytes * 1.2 - next.freeBytes));
  }

  function tell({ level, freeBytes, floorBytes }: DiskState): void {
    const fields = { free_mb: Math.round(freeBytes / 1e6), min_free_mb: Math.round(floorBytes / 1e6) };
    if (level === 'roomy') log.info('the disk of the database has room again', fields);
    else if (level === 'low') log.warn('the disk of the database is running full', fields);
    else if (level === 'short') log.warn('the disk of the database is short: old rows make room', fields);
    else log.error('the disk of the database is full: no vectors are taken in', fields);
  }

  const lookOnce = (force: boolean) => {
    looking ??= look(force)
      .catch((error: unknown) => fail('the disk of the database could not be looked at', messageOf(error)))
      .finally(() => {
        looking = undefined;
      });
    return looking;
  };
  const seldom = createSeldom(clock, sampleFailureEvery);
  const sample = () => {
    if (!connection.open) return;
    try {
      kept.look();
    } catch (error) {
      seldom(() => fail('the sizes of what is kept could not be looked at', messageOf(error)));
    }
  };
  const timers = [setInterval(() => void lookOnce(false), lookEvery), setInterval(sample, sampleEvery)];
  void lookOnce(false);

  return {
    accepts: () => disk?.level !== 'full',
    disk: () => disk,
    file: file.space,
    sizes: kept.sizes,
    removed,
    isBusy: work.isBusy,
    doubtsClock: () => trust.doubt !== null,
    look: () => lookOnce(true),
    close() {
      isClosed = true;
      for (const timer of timers) clearInterval(timer);
      work.stop();
    },
  };
}

/** When the newest vectors came in; null without any. */
export function newestStamp(connection: Connection): Millis | null {
  const newest = connection
    .prepare<[], Millis>('SELECT received_at FROM vectors ORDER BY id DESC LIMIT 1')
    .pluck()
    .get();
  return newest ?? null;
}
