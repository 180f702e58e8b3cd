import type { Millis } from '@splitsight/kernel';
import { type Alert, createCameraGroup } from '@splitsight/wire';
import { serverError } from '../errors.ts';
import { reads, type ScoringHead } from '../heads/scoring-head.ts';
import type { History, StoredKind } from '../store/history.ts';
import type { FrameFinder } from '../store/history-frame.ts';
import type { BacktestParams, BacktestResult, VersionBacktest } from './backtest-schema.ts';
import { type AlertSpan, compareAlerts } from './compare-alerts.ts';
import { createCalendar } from './days.ts';
import { createLedger, type Ledger, maxKept } from './ledger.ts';
import type { PastAlert } from './machines.ts';
import { openPastMachines, type PastMachines, runUpOf } from './past-watches.ts';
import { describePeriod, requirePeriod } from './period.ts';
import { type PlayedPast, type PlayOptions, playPast } from './play-past.ts';
import { ruleView } from './rule-view.ts';

/** What a backtest is made with. */
export interface BacktestParts extends PlayOptions {
  readonly history: History;
  readonly frames: Pick<FrameFinder, 'byId'>;
  /** The versions that are asked of, open, each with the rule that it is to have. */
  readonly heads: readonly ScoringHead[];
  /** The alerts that were raised and touch a period. */
  readonly raised: (since: Millis, limit: number) => readonly Alert[];
}

/** Frames count towards an alert for 30 s (step.ts); what was held before that is found anew by its next hit. */
const lookBack: Millis = 30_000;
const day: Millis = 86_400_000;
const most = { wouldBe: 300, missed: 200, days: 1500 };

interface VersionRun {
  readonly head: ScoringHead;
  readonly ledger: Ledger;
  readonly past: PastMachines;
  /** The alerts of the rule with other thresholds. */
  readonly others: readonly { readonly threshold: number; readonly ledger: Ledger; readonly past: PastMachines }[];
}

/**
 * Says what alerts versions of a head would have raised over stored frames, and how that differs from what was raised.
 * It begins a little before the period, so that what was going on then is going on.
 *
 * @throws CodedError HISTORY_PERIOD, HISTORY_EMPTY, HISTORY_BACKBONE and MODEL_RUN; Error when the signal aborts.
 */
export async function runBacktest(params: BacktestParams, parts: BacktestParts): Promise<BacktestResult> {
  const startedAt = performance.now();
  const { since, until, site, camera, thresholds } = params;
  const { history, heads } = parts;
  const where = { site, camera };
  requirePeriod(since, until);
  const kinds = history.kinds().filter((kind) => heads.some((head) => reads(head, kind)));
  for (const head of heads) requireReadable(history, params, head);

  const asked = { rule: params.whole_rule, profile: params.profile, cameras: history.cameras(), since };
  const runs = heads.map((head): VersionRun => {
    const ledger = createLedger(since);
    return {
      head,
      ledger,
      past: openPastMachines(head, asked, withFrame(ledger, parts.frames)),
      others: thresholds.map((threshold) => {
        const own = createLedger(since, 0);
        return { threshold, ledger: own, past: openPastMachines(head, asked, own.raised, threshold) };
      }),
    };
  });
  const machines = runs.map(({ past, others }) =>
    [past, ...others.map((other) => other.past)].flatMap((one) => one.machines),
  );
  const levels = machines.flat().map(({ watch }) => watch.levels);
  const runUp = lookBack + Math.max(...levels.map((rule) => runUpOf(rule, params.whole_rule)));
  const played = await playPast(
    history,
    { since: since - runUp, until, kinds, ...where },
    runs.map(({ head }, i) => ({ head, machines: machines[i] ?? [] })),
    parts,
  );
  for (const one of machines.flat()) one.end(until);

  const recorded = recordedDays(played, since);
  const isFor = params.whole_rule && createCameraGroup(params.whole_rule);
  const raised = parts.raised(since, maxKept).filter((alert) => !isFor || isFor(alert.site, alert.camera));
  return {
    frames: played.frames,
    vectors: played.vectors,
    since: played.first,
    until: played.last,
    recorded_days: recorded,
    took_s: (performance.now() - startedAt) / 1000,
    versions: runs.map((run) => describe(run, raised, recorded, params)),
  };
}

/** Refuses a version that reads nothing of what is stored. */
function requireReadable(history: History, params: BacktestParams, head: ScoringHead): void {
  const { since, until, site, camera } = params;
  const kinds = history.kinds();
  const has = (of: readonly StoredKind[]) => history.has({ since, until, site, camera, kinds: of });
  if (has(kinds.filter((kind) => reads(head, kind)))) return;
  if (!has(kinds)) throw serverError('HISTORY_EMPTY', describeSpan(params));
  const { backbone, codec, fingerprint } = head.manifest;
  const takes = `${head.name} ${head.version} takes ${codec} of ${backbone} (${fingerprint})`;
  throw serverError('HISTORY_BACKBONE', takes);
}

function describeSpan({ since, until, site, camera }: BacktestParams): string {
  const of = [site, camera].filter((name) => name !== undefined).join('/');
  return `${describePeriod(since, until)}${of && `, ${of}`}`;
}

/** Puts the names of frames in place of the numbers of their rows. */
function withFrame(ledger: Ledger, frames: Pick<FrameFinder, 'byId'>): Ledger['raised'] {
  const named = (alert: PastAlert): PastAlert => {
    const found = alert.frame && frames.byId(alert.frame.sequence);
    return { ...alert, frame: found ? { boot_id: found.bootId, sequence: found.sequence } : null };
  };
  return (alert) => {
    const known = named(alert);
    const { ended } = ledger.raised(known);
    return { ended: (after) => ended({ ...after, frame: known.frame }) };
  };
}

function recordedDays({ first, last }: PlayedPast, since: Millis): number {
  return Math.max(1000, (last ?? 0) - Math.max(since, first ?? 0)) / day;
}

function describe(
  { head, ledger, past, others }: VersionRun,
  raised: readonly Alert[],
  recorded: number,
  params: BacktestParams,
): VersionBacktest {
  const ours = ledger.alerts();
  const { matches, unmatched } = compareAlerts(ours.map(spanOf), raised.map(spanOf));
  const isWithin = ({ raised_at }: { readonly raised_at: Millis }) => raised_at >= params.since;
  const wouldBe = ours.flatMap((alert, i) => {
    const match = matches[i] ?? null;
    return isWithin(alert) ? [{ ...alert, alert: match === null ? null : (raised[match]?.id ?? null) }] : [];
  });
  const within = raised.filter(isWithin);
  const missed = unmatched.flatMap((i) => raised[i] ?? []).filter(isWithin);
  const days = countDays(ours.filter(isWithin), within, params.time_zone);
  return {
    version: head.version,
    rule: ruleView(past.machines[0]?.watch.levels ?? head.rule),
    suppressed: past.suppressed,
    alerts: ledger.count(),
    alerts_per_day: ledger.count() / recorded,
    days: days.slice(0, most.days),
    raised: within.length,
    both: within.length - missed.length,
    only_raised: missed.length,
    only_backtest: wouldBe.filter(({ alert }) => alert === null).length,
    would_be: wouldBe.slice(0, most.wouldBe),
    missed: missed.slice(0, most.missed).map(missedView),
    cut:
      ledger.count() > most.wouldBe ||
      missed.length > most.missed ||
      days.length > most.days ||
      raised.length >= maxKept,
    thresholds: others.map(({ threshold, ledger: own }) => ({
      threshold,
      alerts: own.count(),
      alerts_per_day: own.count() / recorded,
    })),
  };
}

type SpannedAlert = Pick<Alert, 'site' | 'camera' | 'raised_at' | 'ended_at'>;

function spanOf({ site, camera, raised_at, ended_at }: SpannedAlert): AlertSpan {
  return { key: `${site}/${camera}`, from: raised_at, to: ended_at };
}

function countDays(ours: readonly SpannedAlert[], raised: readonly SpannedAlert[], zone: string) {
  const dayOf = createCalendar(zone);
  const counts = new Map<string, VersionBacktest['days'][number]>();
  const add = ({ site, camera, raised_at }: SpannedAlert, what: 'alerts' | 'raised') => {
    const date = dayOf(raised_at);
    const key = `${date}/${site}/${camera}`;
    const entry = counts.get(key) ?? { day: date, site, camera, alerts: 0, raised: 0 };
    counts.set(key, { ...entry, [what]: entry[what] + 1 });
  };
  for (const alert of ours) add(alert, 'alerts');
  for (const alert of raised) add(alert, 'raised');
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
}

function missedView({ id, site, camera, raised_at, ended_at, peak, head_version }: Alert) {
  return { id, site, camera, raised_at, ended_at, peak, head_version };
}
