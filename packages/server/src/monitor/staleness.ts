import type { Millis } from '@splitsight/kernel';
import type { Measured } from '@splitsight/learn';
import type { StaleState } from '../http/monitor-api.ts';

type Reason = StaleState['reasons'][number];

/** What a check knows of a head at a site. */
export interface Evidence {
  /** Cameras whose vectors it reads: with enough history, and those that drifted since this version came. */
  readonly features: { readonly tested: number; readonly drifted: number };
  readonly scores: { readonly tested: number; readonly shifted: number };
  /** Of its alerts, the share that operators found right; null without verdicts. */
  readonly precision: (Measured & { readonly n: number }) | null;
  /** The precision that it promised. */
  readonly promised: number;
  /** Whether vectors that it reads came within a day, only before, or never. */
  readonly vectors: 'lately' | 'before' | 'never';
  readonly age: Millis | null;
}

/** From when on evidence counts against a head. */
export interface StaleLimits {
  /** The share of cameras. */
  readonly share: number;
  readonly minVerdicts: number;
  /** null for any age. */
  readonly maxAge: Millis | null;
}

/** A reason that stands goes only when things are so much better than what brought it. */
const relief = 0.5;
/** A head is fresh again after so many checks in a row without a reason… */
const clearChecks = 2;
/** …that lie at least so far apart: two that look at the same day are one. */
const apart: Millis = 43_200_000;
const day: Millis = 86_400_000;

/**
 * Decides whether the figures of a head can still be relied on: stale at the first reason, fresh again after two checks
 * without any, and a reason that stands needs less to stay than it needed to come.
 */
export function stepStaleness(before: StaleState, evidence: Evidence, limits: StaleLimits, now: Millis): StaleState {
  const reasons = reasonsOf(evidence, limits, new Set(before.reasons.map(({ reason }) => reason)), before);
  const checked = { ...before, checked_at: now };
  if (reasons.length > 0) {
    return { ...checked, reasons, stale: true, clear: 0, since: before.stale ? before.since : now };
  }
  if (!before.stale) return { ...checked, since: before.since ?? now };
  const isNews = before.clear === 0 || before.checked_at === null || now - before.checked_at >= apart;
  if (!isNews) return before;
  const clear = before.clear + 1;
  if (clear < clearChecks) return { ...checked, clear };
  return { ...checked, reasons: [], stale: false, clear: 0, since: now };
}

function reasonsOf(
  { features, scores, precision, promised, vectors, age }: Evidence,
  { share, minVerdicts, maxAge }: StaleLimits,
  standing: ReadonlySet<Reason['reason']>,
  { reasons: known, clear }: StaleState,
): Reason[] {
  // What a check found clear is no reason any more, though it is still shown.
  const stands = (reason: Reason['reason']) => clear === 0 && standing.has(reason);
  const found: Reason[] = [];
  const add = (reason: Reason['reason'], detail: string) => found.push({ reason, detail });
  const keep = (reason: Reason['reason']) => found.push(...known.filter((one) => one.reason === reason));

  const shareOf = (reason: Reason['reason'], part: number, all: number, what: string) => {
    if (all === 0) {
      if (stands(reason)) keep(reason);
    } else if (part > 0 && part / all >= share * (stands(reason) ? relief : 1))
      add(reason, `${part} of ${all} ${what}`);
  };
  shareOf('features_drifted', features.drifted, features.tested, 'cameras look otherwise than before');
  shareOf('scores_shifted', scores.shifted, scores.tested, 'cameras are scored otherwise than before');

  if (precision && precision.n >= minVerdicts) {
    const limit = stands('precision_fell') ? precision.value : precision.high;
    const found = `${percent(precision.value)} of ${precision.n} alerts were right`;
    const interval = `${percent(precision.low)} to ${percent(precision.high)}`;
    if (limit < promised) add('precision_fell', `${found} (${interval}); ${percent(promised)} were promised`);
  } else if (stands('precision_fell')) keep('precision_fell');

  if (vectors === 'before') add('no_vectors', 'no vectors that it reads came within a day');
  if (maxAge !== null && age !== null && age > maxAge) add('too_old', `it is ${Math.floor(age / day)} days old`);
  return found;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
