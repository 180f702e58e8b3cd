import type { Millis } from '@splitsight/kernel';
import { parseJsonMessage } from '@splitsight/wire';
import {
  type CheckChunk,
  type CheckResult,
  checkResultSchema,
  type DriftFinding,
  driftFindingSchema,
  type ShiftFinding,
  type StaleState,
  shiftFindingSchema,
  staleStateSchema,
} from '../http/monitor-api.ts';
import type { Connection } from './database.ts';

/** When a camera had drifted: between the two moments. */
export interface DriftedPeriod {
  readonly site: string;
  readonly camera: string;
  readonly at: Millis;
  readonly since: Millis;
}

/** From when on what a camera shows is right, and when somebody said so. */
export interface Baseline {
  readonly site: string;
  readonly camera: string;
  readonly since: Millis;
  readonly givenAt: Millis;
}

/** What checks have found. A check counts once it is finished. */
export interface CheckTable {
  /** Adds to what a check that goes on has found. */
  add(id: number, at: Millis, chunk: CheckChunk): void;
  finish(id: number, result: CheckResult): void;
  last(): { readonly id: number; readonly result: CheckResult } | undefined;
  findings(id: number): readonly DriftFinding[];
  shifts(id: number): readonly ShiftFinding[];
  /** Newest first. */
  findingsOf(site: string, camera: string, limit: number): readonly DriftFinding[];
  /** The days that were found to have drifted by checks since a moment. */
  drifted(since: Millis): readonly DriftedPeriod[];
  baselines(): readonly Baseline[];
  accept(baseline: Baseline, by: string): void;
  states(): readonly StaleState[];
  putStates(states: readonly StaleState[]): void;
  /** Deletes checks from before a moment, and those that never finished. */
  forget(before: Millis): void;
}

/** Reading works on any connection, writing on the one that owns the database. */
export function createCheckTable(connection: Connection): CheckTable {
  const insertCheck = connection.prepare('INSERT OR IGNORE INTO monitor_checks (id, at) VALUES (?, ?)');
  const finish = connection.prepare('UPDATE monitor_checks SET result = ? WHERE id = ?');
  const last = connection
    .prepare<[], [number, string]>(
      'SELECT id, result FROM monitor_checks WHERE result IS NOT NULL ORDER BY at DESC, id DESC LIMIT 1',
    )
    .raw();
  const insertFinding = connection.prepare(
    `INSERT OR REPLACE INTO monitor_drift (check_id, site, camera, at, verdict, since, finding)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const insertShift = connection.prepare('INSERT INTO monitor_shift_findings (check_id, finding) VALUES (?, ?)');
  const finished = 'check_id IN (SELECT id FROM monitor_checks WHERE result IS NOT NULL)';
  const findings = connection.prepare<[number], string>('SELECT finding FROM monitor_drift WHERE check_id = ?').pluck();
  const shifts = connection
    .prepare<[number], string>('SELECT finding FROM monitor_shift_findings WHERE check_id = ?')
    .pluck();
  const ofCamera = connection
    .prepare<[string, string, number], string>(
      `SELECT finding FROM monitor_drift WHERE site = ? AND camera = ? AND ${finished} ORDER BY at DESC LIMIT ?`,
    )
    .pluck();
  const drifted = connection.prepare<[number], DriftedPeriod>(
    `SELECT site, camera, at, since FROM monitor_drift WHERE verdict = 'drifted' AND at > ? AND ${finished}`,
  );
  const baselines = connection.prepare<[], Baseline>(
    'SELECT site, camera, since, given_at AS givenAt FROM monitor_baselines',
  );
  const accept = connection.prepare(
    'INSERT OR REPLACE INTO monitor_baselines (site, camera, since, by_whom, given_at) VALUES (?, ?, ?, ?, ?)',
  );
  const states = connection.prepare<[], string>('SELECT state FROM monitor_states').pluck();
  const putState = connection.prepare('INSERT OR REPLACE INTO monitor_states (head, site, state) VALUES (?, ?, ?)');
  const clearStates = connection.prepare('DELETE FROM monitor_states');
  const outdated = '(SELECT id FROM monitor_checks WHERE at < :before OR result IS NULL)';
  const forget = [
    `DELETE FROM monitor_drift WHERE check_id IN ${outdated}`,
    `DELETE FROM monitor_shift_findings WHERE check_id IN ${outdated}`,
    'DELETE FROM monitor_checks WHERE at < :before OR result IS NULL',
  ].map((sql) => connection.prepare(sql));
  return {
    add: connection.transaction((id: number, at: Millis, { cameras, shifts: found }: CheckChunk) => {
      insertCheck.run(id, at);
      for (const one of cameras) {
        insertFinding.run(id, one.site, one.camera, one.at, one.verdict, one.since, JSON.stringify(one));
      }
      for (const one of found) insertShift.run(id, JSON.stringify(one));
    }),
    finish: (id, result) => {
      insertCheck.run(id, result.at);
      finish.run(JSON.stringify(result), id);
    },
    last() {
      const [id, text] = last.get() ?? [];
      return id === undefined || text === undefined
        ? undefined
        : { id, result: parseJsonMessage(checkResultSchema, text) };
    },
    findings: (id) => findings.all(id).map((text) => parseJsonMessage(driftFindingSchema, text)),
    shifts: (id) => shifts.all(id).map((text) => parseJsonMessage(shiftFindingSchema, text)),
    findingsOf: (site, camera, limit) =>
      ofCamera.all(site, camera, limit).map((text) => parseJsonMessage(driftFindingSchema, text)),
    drifted: (since) => drifted.all(since),
    baselines: () => baselines.all(),
    accept: ({ site, camera, since, givenAt }, by) => void accept.run(site, camera, since, by, givenAt),
    states: () => states.all().map((text) => parseJsonMessage(staleStateSchema, text)),
    putStates: connection.transaction((all: readonly StaleState[]) => {
      clearStates.run();
      for (const one of all) putState.run(one.head, one.site, JSON.stringify(one));
    }),
    forget: connection.transaction((before: Millis) => {
      for (const statement of forget) statement.run({ before });
    }),
  };
}
