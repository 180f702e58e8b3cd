import type { Millis } from '@splitsight/kernel';
import { type Calibration, calibration } from '@splitsight/learn';
import type { Fingerprint, HeadName, SiteId } from '@splitsight/wire';
import type { CheckResult, DriftFinding } from '../http/monitor-api.ts';
import type { JudgedAlert } from '../store/monitor-verdicts.ts';
import type { Evidence } from './staleness.ts';

/** A version of a head that is live at a site. */
export interface WatchedHead {
  readonly head: HeadName;
  readonly version: string;
  readonly site: SiteId;
  readonly fingerprints: readonly Fingerprint[];
  /** The share of its alerts that it promised would be right: as measured, or else the threshold of its rule. */
  readonly promised: number;
  /** When this version came; null when nobody knows. */
  readonly addedAt: Millis | null;
}

/** Puts together what a check and operators found of a head at a site. */
export function evidenceOf(
  { head, version, site, fingerprints, promised, addedAt }: WatchedHead,
  result: CheckResult,
  findings: readonly DriftFinding[],
  judged: Calibration | null,
): Evidence {
  const own = findings.filter(
    (one) => one.site === site && one.fingerprint !== null && fingerprints.includes(one.fingerprint),
  );
  // What drifted before this version came may be what it was taught.
  const drifted = own.filter(({ verdict, since }) => verdict === 'drifted' && (since ?? 0) >= (addedAt ?? 0));
  // Of a new view that somebody accepted there is too little history, and no doubt.
  const tested = own.filter(({ verdict, accepted_since }) => verdict !== 'too_little' || accepted_since !== null);
  const scores = result.scores.find((one) => one.head === head && one.version === version && one.site === site);
  const seen = result.seen.filter((one) => one.site === site && fingerprints.includes(one.fingerprint));
  const lately = seen.some((one) => one.lately);
  return {
    features: { tested: tested.length, drifted: drifted.length },
    scores: { tested: scores?.tested ?? 0, shifted: scores?.shifted ?? 0 },
    precision: judged && { ...judged.precision, n: judged.n },
    promised,
    vectors: lately ? 'lately' : seen.length > 0 ? 'before' : 'never',
    age: addedAt === null ? null : result.at - addedAt,
  };
}

/**
 * Compares what was stated of alerts, at their highest, with what operators said of them; unsure ones aside. Alerts of one
 * camera within an hour are one event: ten false alarms of one evening sun are one finding.
 */
export function calibrationOf(alerts: readonly JudgedAlert[]): Calibration | null {
  const groups = new Map<string, number>();
  const groupOf = ({ site, camera, raisedAt }: JudgedAlert) => {
    const key = `${site}/${camera}/${Math.floor(raisedAt / 3_600_000)}`;
    const group = groups.get(key) ?? groups.size;
    groups.set(key, group);
    return group;
  };
  return calibration(
    alerts
      .filter(({ verdict }) => verdict !== 'unsure')
      .map((alert) => ({ probability: alert.peak, right: alert.verdict === 'true', group: groupOf(alert) })),
  );
}
