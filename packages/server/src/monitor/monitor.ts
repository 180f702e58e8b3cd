import { setImmediate } from 'node:timers/promises';
import { type Clock, isCodedError, type Millis, messageOf, type Tally } from '@splitsight/kernel';
import type { Logger } from '@splitsight/kernel/node';
import type { Calibration } from '@splitsight/learn';
import type { Fingerprint, JobView } from '@splitsight/wire';
import type { MonitorConfig } from '../config/monitor.ts';
import { serverError } from '../errors.ts';
import type { CheckParams, DriftFinding, ShiftFinding, StaleState } from '../http/monitor-api.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { JobKind } from '../jobs/kind.ts';
import type { CheckTable } from '../store/monitor-checks.ts';
import type { ScoreTable } from '../store/monitor-scores.ts';
import type { FindJudged } from '../store/monitor-verdicts.ts';
import { checkKind } from './check-kind.ts';
import { calibrationOf, evidenceOf, type WatchedHead } from './evidence.ts';
import {
  createScoreRecorder,
  day,
  type HeadScores,
  type ScoreDropReason,
  type ScoreRecorder,
} from './score-recorder.ts';
import { type StaleLimits, stepStaleness } from './staleness.ts';

/** Watches heads at work: how they score, whether what cameras show has changed, and what operators say of alerts. */
export interface Monitor {
  /** What the queue of long work must know. */
  readonly kind: JobKind;
  /** Counts a score; see {@link ScoreRecorder}. */
  readonly observe: ScoreRecorder['observe'];
  /** Takes up what was known before a restart, and begins to check. */
  start(jobs: Pick<Jobs, 'start' | 'get'>): void;
  /** Starts a check, unless one waits or runs already: then that one. @throws CodedError JOB_TOO_MANY */
  check(by: string): JobView;
  /**
   * What a camera shows is right: from when its drift began, or else from now on.
   *
   * @throws CodedError MONITOR_CAMERA
   */
  accept(site: string, camera: string, by: string): void;
  /** To be called when other versions are at work. */
  headsChanged(): void;
  readonly view: MonitorView;
  /** Stores what was counted. Idempotent. */
  stop(): void;
}

/** What is known of heads and cameras. */
export interface MonitorView {
  states(): readonly StaleState[];
  /** Of the last check. */
  findings(): readonly DriftFinding[];
  shifts(): readonly ShiftFinding[];
  checkedAt(): Millis | null;
  nextCheckAt(): Millis | null;
  job(): number | null;
  scoresToday(): readonly HeadScores[];
  /** Of the versions at work that have verdicts. */
  calibrations(): readonly HeadCalibration[];
}

export interface HeadCalibration {
  readonly head: string;
  readonly version: string;
  readonly calibration: Calibration;
}

export interface MonitorParts {
  readonly config: MonitorConfig;
  readonly retention: Millis;
  readonly clock: Clock;
  /** By which what is old is forgotten; the same unless told. */
  readonly believed?: Clock;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  readonly scores: ScoreTable;
  readonly checks: CheckTable;
  readonly judged: FindJudged;
  /** When the oldest stored vector came in. */
  readonly oldest: () => Millis | undefined;
  /** Fingerprints whose vectors may be compared: of each backbone and its variants. */
  readonly families: readonly Fingerprint[][];
  /** What is live at each site. */
  readonly heads: () => readonly WatchedHead[];
  /** Tells whoever listens why a head is stale; no reasons when it is not. */
  readonly tell: (state: StaleState) => void;
  readonly dropped: Tally<ScoreDropReason>;
}

const hour: Millis = 3_600_000;
const storeEvery: Millis = 60_000;
/** So many rows are written at a time, so that no alert waits for more. */
const rowsAtOnce = 250;
/** After a check that failed. */
const retryAfter: Millis = hour;

export function createMonitor(parts: MonitorParts): Monitor {
  const { config, clock, log, scores, checks, judged, heads, dropped } = parts;
  const recorder = createScoreRecorder(dropped);
  const limits: StaleLimits = {
    share: config.stale_share,
    minVerdicts: config.min_verdicts,
    maxAge: config.max_age_days > 0 ? config.max_age_days * day : null,
  };
  let jobs: Pick<Jobs, 'start' | 'get'> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let job: number | null = null;
  let askedAt = Number.NEGATIVE_INFINITY;
  let checkedAt: Millis | null = null;
  let findings: readonly DriftFinding[] = [];
  let shifts: readonly ShiftFinding[] = [];
  let states: readonly StaleState[] = [];
  let calibrations: readonly HeadCalibration[] = [];

  const stateOf = (watched: WatchedHead) => {
    const known = states.find((one) => one.head === watched.head && one.site === watched.site);
    return known?.version === watched.version ? known : freshState(watched);
  };

  function judge(watched: readonly WatchedHead[]): void {
    const since = clock.now() - config.verdict_days * day;
    const versions = new Map(watched.map(({ head, version }) => [`${head}/${version}`, { head, version }]));
    calibrations = [...versions.values()].flatMap(({ head, version }) => {
      const found = calibrationOf(judged({ head, version, since }));
      return found ? [{ head, version, calibration: found }] : [];
    });
  }

  function finish(id: number): void {
    const last = checks.last();
    if (!last || last.id !== id) return;
    const { result } = last;
    checkedAt = result.at;
    findings = checks.findings(id);
    shifts = checks.shifts(id);
    const watched = heads();
    judge(watched);
    const next = watched.map((one) => {
      const judged = calibrations.find(({ head, version }) => head === one.head && version === one.version);
      const evidence = evidenceOf(one, result, findings, judged?.calibration ?? null);
      return stepStaleness(stateOf(one), evidence, limits, result.at);
    });
    tellChanges(next);
    log.info('cameras and heads were checked', {
      cameras: result.cameras,
      drifted: result.drifted,
      too_little: result.too_little,
      stale: next.filter(({ stale }) => stale).length,
    });
  }

  function tellChanges(next: readonly StaleState[]): void {
    const before = states;
    states = next;
    checks.putStates(next);
    for (const state of next) {
      const { head, site, version, stale, reasons } = state;
      const known = before.find((one) => one.head === head && one.site === site);
      if (JSON.stringify(known?.reasons ?? []) !== JSON.stringify(reasons)) parts.tell(state);
      if ((known?.stale ?? false) === stale) continue;
      if (stale) log.warn('a head is stale', { head, version, site, reasons: reasons.map(({ detail }) => detail) });
      else log.info('a head is fresh again', { head, version, site });
    }
  }

  const kind = checkKind({
    add: (chunk, id, { at }) => {
      checks.add(id, at, chunk);
      scores.addShifts(chunk.shifts);
    },
    finish(result, id) {
      checks.finish(id, result);
      const before = (parts.believed ?? clock).now() - Math.max(parts.retention, longestNeeded);
      checks.forget(before);
      scores.forget(Math.floor(before / day));
      finish(id);
    },
  });

  function running(): number | null {
    if (job !== null && jobs?.get(job).finished_at !== null) job = null;
    return job;
  }

  function check(by: string): JobView {
    if (!jobs) throw new Error('the monitor has not started');
    const id = running();
    if (id !== null) return jobs.get(id);
    askedAt = clock.now();
    const versions = new Map(heads().map((one) => [`${one.head}/${one.version}`, one]));
    const params: CheckParams = {
      at: askedAt,
      level: config.level,
      heads: [...versions.values()].map(({ head, version }) => ({ head, version })),
      families: [...parts.families, ...[...versions.values()].map(({ fingerprints }) => [...fingerprints])],
    };
    const started = jobs.start(kind.name, params, by);
    job = started.id;
    return started;
  }

  function nextCheckAt(): Millis | null {
    if (config.every_h === 0) return null;
    const from = checkedAt ?? parts.oldest();
    return from === undefined ? null : Math.max(from + config.every_h * hour, askedAt + retryAfter);
  }

  async function tick(): Promise<void> {
    await storeScores();
    try {
      const due = nextCheckAt();
      if (due !== null && clock.now() >= due && running() === null) check('the schedule');
    } catch (error) {
      // Such as a database that cannot be written: a scheduled check must never end the server.
      log.warn('no check could be started', {
        ...(isCodedError(error) && { code: error.code }),
        reason: messageOf(error),
      });
    }
  }

  async function storeScores(): Promise<void> {
    const rows = recorder.take(clock.now());
    for (let from = 0; from < rows.length; from += rowsAtOnce) {
      addRows(rows.slice(from, from + rowsAtOnce));
      await setImmediate();
    }
  }

  function addRows(rows: Parameters<ScoreTable['add']>[0]): void {
    try {
      scores.add(rows);
    } catch {
      // The store tells of its trouble itself: what cannot be written is counted here.
      dropped.add('failed', rows.length);
    }
  }

  function headsChanged(): void {
    const watched = heads();
    judge(watched);
    tellChanges(watched.map(stateOf));
  }

  return {
    kind,
    observe: recorder.observe,
    start(queue) {
      jobs = queue;
      const last = checks.last();
      checkedAt = last?.result.at ?? null;
      findings = last ? checks.findings(last.id) : [];
      shifts = last ? checks.shifts(last.id) : [];
      states = checks.states();
      const today = Math.floor(clock.now() / day);
      for (const head of new Set(heads().map((one) => one.head))) {
        const known = scores.days({ head, from: today, to: today });
        for (const { version, counts } of known) recorder.restore({ head, version, counts }, today);
      }
      headsChanged();
      for (const state of states) parts.tell(state);
      timer = setInterval(() => void tick(), storeEvery);
    },
    check,
    accept(site, camera, by) {
      const [newest] = checks.findingsOf(site, camera, 1);
      if (!newest) throw serverError('MONITOR_CAMERA', `${site}/${camera}`);
      const now = clock.now();
      checks.accept({ site, camera, since: newest.since ?? now, givenAt: now }, by);
      log.info('what a camera shows was accepted', { site, camera, by });
    },
    headsChanged,
    view: {
      states: () => states,
      findings: () => findings,
      shifts: () => shifts,
      checkedAt: () => checkedAt,
      nextCheckAt,
      job: running,
      scoresToday: recorder.today,
      calibrations: () => calibrations,
    },
    stop() {
      clearInterval(timer);
      timer = undefined;
      addRows(recorder.take(clock.now()));
    },
  };
}

/** Histories that checks look at reach back so far. */
const longestNeeded: Millis = 46 * day;

function freshState({ head, version, site }: WatchedHead): StaleState {
  return { head, version, site, stale: false, since: null, reasons: [], clear: 0, checked_at: null };
}
