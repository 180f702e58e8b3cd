import type { Millis } from '@splitsight/kernel';
import { type CoverageStretch, coverageReasons, coverageStates } from '@splitsight/wire';
import { z } from 'zod';
import type { Connection } from './database.ts';

export const coverageSql = `
  -- When each camera was watched: stretches that do not overlap. What is in none was before the camera was known.
  CREATE TABLE coverage (
    site TEXT NOT NULL,
    camera TEXT NOT NULL,
    began_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL,
    state TEXT NOT NULL,       -- watched, watched_late or not_watched
    why TEXT,                  -- of what nobody watched
    code TEXT,
    PRIMARY KEY (site, camera, began_at)
  ) STRICT, WITHOUT ROWID;

  -- When this server was last there: one row.
  CREATE TABLE coverage_alive (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    at INTEGER NOT NULL
  ) STRICT;
`;

/** The stored stretches of cameras. */
export interface CoverageTable {
  /** Those of a camera that lie in a period or touch it, in order. */
  read(site: string, camera: string, from: Millis, to: Millis): readonly CoverageStretch[];
  /** The first and the last moment that is told of a camera; undefined when nothing is. */
  knownOf(site: string, camera: string): { readonly from: Millis; readonly to: Millis } | undefined;
  /**
   * Puts stretches in the place of all that touch the period.
   *
   * @throws SqliteError
   */
  replace(site: string, camera: string, from: Millis, to: Millis, stretches: readonly CoverageStretch[]): void;
  aliveAt(): Millis | undefined;
  /** Does all of a work or nothing, and notes that the server was there. @throws SqliteError */
  write(now: Millis, work: () => void): void;
  /** Deletes what ended before a moment. */
  forget(before: Millis): void;
  /** Calls `see` with the messages that came in from a moment on, in their order; the newest {@link maxTail} of them. */
  tail(since: Millis, see: (message: TailMessage) => void): void;
}

/** A stored message, without what it says. */
export interface TailMessage {
  readonly site: string;
  readonly camera: string;
  readonly boot_id: string;
  readonly sequence: number;
  readonly captured_at: Millis;
  readonly received_at: Millis;
  /** 0 live, 1 late, 2 ahead. */
  readonly timing: number;
}

const maxTail = 100_000;

const rowSchema = z.object({
  from: z.int(),
  to: z.int(),
  state: z.enum(coverageStates),
  why: z.enum(coverageReasons).nullable(),
  code: z.string().nullable(),
});

export function createCoverageTable(connection: Connection): CoverageTable {
  const of = 'site = :site AND camera = :camera';
  // Stretches do not overlap: but for the last that began before the period, all that touch it began in it.
  const touching = `${of} AND began_at <= :to AND ended_at >= :from AND began_at >= coalesce(
    (SELECT max(began_at) FROM coverage WHERE ${of} AND began_at < :from), 0)`;
  const select = connection.prepare(
    `SELECT began_at AS "from", ended_at AS "to", state, why, code FROM coverage WHERE ${touching} ORDER BY began_at`,
  );
  const first = connection.prepare<[object], { at: number | null }>(
    `SELECT min(began_at) AS at FROM coverage WHERE ${of}`,
  );
  const last = connection.prepare<[object], { at: number }>(
    `SELECT ended_at AS at FROM coverage WHERE ${of} ORDER BY began_at DESC LIMIT 1`,
  );
  const remove = connection.prepare(`DELETE FROM coverage WHERE ${touching}`);
  const insert = connection.prepare(
    'INSERT INTO coverage (site, camera, began_at, ended_at, state, why, code) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const alive = connection.prepare<[], number>('SELECT at FROM coverage_alive').pluck();
  const setAlive = connection.prepare('INSERT OR REPLACE INTO coverage_alive (id, at) VALUES (1, ?)');
  const forget = connection.prepare('DELETE FROM coverage WHERE ended_at < ?');
  const tail = connection.prepare<[number, Millis], TailMessage>(
    `SELECT c.site, c.camera, v.boot_id, v.sequence, v.captured_at, v.received_at, v.timing
     FROM vectors v JOIN cameras c ON c.id = v.camera_id
     WHERE v.id > (SELECT coalesce(max(id), 0) FROM vectors) - ? AND v.received_at >= ? ORDER BY v.id`,
  );
  const write = connection.transaction((now: Millis, work: () => void) => {
    work();
    setAlive.run(now);
  });
  return {
    read: (site, camera, from, to) => z.array(rowSchema).parse(select.all({ site, camera, from, to })),
    knownOf(site, camera) {
      const from = first.get({ site, camera })?.at ?? null;
      const to = last.get({ site, camera })?.at;
      return from === null || to === undefined ? undefined : { from, to };
    },
    replace(site, camera, from, to, stretches) {
      remove.run({ site, camera, from, to });
      for (const one of stretches) insert.run(site, camera, one.from, one.to, one.state, one.why, one.code);
    },
    aliveAt: () => alive.get(),
    write: (now, work) => write.immediate(now, work),
    forget: (before) => void forget.run(before),
    tail(since, see) {
      for (const message of tail.iterate(maxTail, since)) see(message);
    },
  };
}
