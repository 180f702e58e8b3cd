import type { Connection } from './database.ts';
import { countColumns } from './monitor-sql.ts';

/** How often a version of a head scored a camera how high on a day: see score-bins.ts. */
export interface ScoreRow {
  readonly head: string;
  readonly version: string;
  /** UTC days since 1970. */
  readonly day: number;
  readonly site: string;
  readonly camera: string;
  readonly counts: Float64Array;
}

/** Which histograms: of the days from `from` to `to`, both included; what is undefined is any. */
export interface ScoreQuery {
  readonly head: string;
  readonly version?: string | undefined;
  readonly site?: string | undefined;
  readonly camera?: string | undefined;
  readonly from: number;
  readonly to: number;
}

/** A day's histogram over all cameras that were asked for. */
export type DayScores = Pick<ScoreRow, 'version' | 'day' | 'counts'> & { readonly cameras: number };

/** The histograms of scores. */
export interface ScoreTable {
  /** Adds to what is there, in one transaction. */
  add(rows: readonly ScoreRow[]): void;
  /** A row a version and day, oldest first. */
  days(query: ScoreQuery): readonly DayScores[];
  /** A row a camera and day, oldest first. */
  rows(query: ScoreQuery): readonly ScoreRow[];
  /** The days on which scores had shifted. */
  shifts(query: ScoreQuery): readonly Omit<ScoreRow, 'counts'>[];
  addShifts(rows: readonly Omit<ScoreRow, 'counts'>[]): void;
  /** Deletes what is of days before. */
  forget(before: number): void;
}

type Numbers = readonly (string | number)[];

/** Reading works on any connection, writing on the one that owns the database. */
export function createScoreTable(connection: Connection): ScoreTable {
  const names = countColumns.join(', ');
  const upsert = connection.prepare(
    `INSERT INTO monitor_scores (head, version, day, site, camera, ${names})
     VALUES (?, ?, ?, ?, ?, ${countColumns.map(() => '?').join(', ')})
     ON CONFLICT DO UPDATE SET ${countColumns.map((name) => `${name} = ${name} + excluded.${name}`).join(', ')}`,
  );
  const insertShift = connection.prepare(
    'INSERT OR IGNORE INTO monitor_shifts (head, version, day, site, camera) VALUES (?, ?, ?, ?, ?)',
  );
  const where = `head = :head AND (:version IS NULL OR version = :version) AND day BETWEEN :from AND :to
    AND (:site IS NULL OR site = :site) AND (:camera IS NULL OR camera = :camera)`;
  const sums = countColumns.map((name) => `sum(${name})`).join(', ');
  const days = connection
    .prepare<unknown[], Numbers>(
      `SELECT version, day, count(*), ${sums} FROM monitor_scores WHERE ${where}
       GROUP BY version, day ORDER BY day, version`,
    )
    .raw();
  const rows = connection
    .prepare<unknown[], Numbers>(
      `SELECT head, version, day, site, camera, ${names} FROM monitor_scores WHERE ${where} ORDER BY day`,
    )
    .raw();
  const shifts = connection
    .prepare<unknown[], Numbers>(`SELECT head, version, day, site, camera FROM monitor_shifts WHERE ${where}`)
    .raw();
  const forget = ['monitor_scores', 'monitor_shifts'].map((table) =>
    connection.prepare(`DELETE FROM ${table} WHERE day < ?`),
  );
  const bound = ({ head, version, site, camera, from, to }: ScoreQuery) => ({
    ...{ head, from, to },
    ...{ version: version ?? null, site: site ?? null, camera: camera ?? null },
  });
  return {
    add: connection.transaction((all: readonly ScoreRow[]) => {
      for (const { head, version, day, site, camera, counts } of all) {
        upsert.run(head, version, day, site, camera, ...counts);
      }
    }),
    days: (query) =>
      days.all(bound(query)).map(([version, day, cameras, ...counts]) => ({
        ...{ version: String(version), day: Number(day), cameras: Number(cameras) },
        counts: Float64Array.from(counts, Number),
      })),
    rows: (query) => rows.all(bound(query)).map((row) => ({ ...placeOf(row), counts: countsOf(row) })),
    shifts: (query) => shifts.all(bound(query)).map(placeOf),
    addShifts(all) {
      for (const { head, version, day, site, camera } of all) insertShift.run(head, version, day, site, camera);
    },
    forget(before) {
      for (const statement of forget) statement.run(before);
    },
  };
}

function placeOf([head, version, day, site, camera]: Numbers): Omit<ScoreRow, 'counts'> {
  return {
    ...{ head: String(head), version: String(version), day: Number(day) },
    ...{ site: String(site), camera: String(camera) },
  };
}

function countsOf(row: Numbers): Float64Array {
  return Float64Array.from(row.slice(5), Number);
}
