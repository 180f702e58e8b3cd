import type { Millis } from '@splitsight/kernel';
import type { Alert, SuppressedView, SuppressReason } from '@splitsight/wire';
import type { Suppressed } from '../alert/tracker.ts';

/** What rules did since the server started. */
export interface RuleCounts {
  raised(alert: Alert): void;
  ended(alert: Alert): void;
  /** An alert of before the start: it counts for nothing but for when a rule raised its last one. */
  remember(alert: Alert): void;
  suppressed(what: Suppressed): void;
  of(rule: string): RuleCount;
  /** When a rule raised its last alert, and where. */
  lastRaised(rule: string): { readonly at: Millis; readonly camera: string } | undefined;
  totals(): Readonly<Partial<Record<SuppressReason, number>>>;
  /** The newest alerts that were not raised, newest first. */
  newest(): readonly SuppressedView[];
}

export interface RuleCount {
  readonly alerts: number;
  readonly active: number;
  readonly suppressed: Readonly<Partial<Record<SuppressReason, number>>>;
}

const kept = 200;
/** Rules come and go: beyond so many the oldest are forgotten. */
const maxRules = 4096;

interface Count {
  alerts: number;
  readonly active: Set<string>;
  readonly suppressed: Partial<Record<SuppressReason, number>>;
  last?: { readonly at: Millis; readonly camera: string };
}

export function createRuleCounts(): RuleCounts {
  const counts = new Map<string, Count>();
  const totals: Partial<Record<SuppressReason, number>> = {};
  const newest: SuppressedView[] = [];

  function countOf(rule: string): Count {
    const known = counts.get(rule);
    if (known) return known;
    const [oldest] = counts.keys();
    if (counts.size >= maxRules && oldest !== undefined) counts.delete(oldest);
    const made: Count = { alerts: 0, active: new Set(), suppressed: {} };
    counts.set(rule, made);
    return made;
  }

  return {
    raised({ id, rule, site, camera, raised_at: at }) {
      const count = countOf(rule ?? '');
      count.alerts++;
      count.active.add(id);
      count.last = { at, camera: `${site}/${camera}` };
    },
    remember({ rule, site, camera, raised_at: at }) {
      const count = countOf(rule ?? '');
      if (!count.last || count.last.at < at) count.last = { at, camera: `${site}/${camera}` };
    },
    ended: ({ id, rule }) => void counts.get(rule ?? '')?.active.delete(id),
    suppressed({ subject, reason, score, at }) {
      const { suppressed } = countOf(subject.rule);
      suppressed[reason] = (suppressed[reason] ?? 0) + 1;
      totals[reason] = (totals[reason] ?? 0) + 1;
      const { site, camera, head, rule, zone } = subject;
      newest.unshift({ at, site, camera, head, rule, zone, score, reason });
      newest.length = Math.min(newest.length, kept);
    },
    of(rule) {
      const count = counts.get(rule);
      return { alerts: count?.alerts ?? 0, active: count?.active.size ?? 0, suppressed: { ...count?.suppressed } };
    },
    lastRaised: (rule) => counts.get(rule)?.last,
    totals: () => totals,
    newest: () => newest,
  };
}
