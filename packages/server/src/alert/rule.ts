import type { Millis } from '@splitsight/kernel';
import type { Alert, RegionKind } from '@splitsight/wire';
import type { RuleConfig } from '../config/rule.ts';
import { serverError } from '../errors.ts';

/** When decisions become an alert, and when it ends. */
export interface AlertRule {
  /** One frame at or above this raises an alert at once. */
  readonly instant: number;
  /** `k` of the last `n` frames at or above this raise one, too. */
  readonly threshold: number;
  readonly k: number;
  readonly n: number;
  /** An alert lasts while frames are at or above this. */
  readonly clear: number;
  /** It ends this long after the last such frame. */
  readonly offDelay: Millis;
  /** For this long after an alert's end none is raised. */
  readonly cooldown: Millis;
  readonly severity: Alert['severity'];
  /** The kinds of region whose scores count. */
  readonly regions: readonly RegionKind[];
}

/** What a rule is where neither the configuration nor the head's manifest says otherwise. */
export const defaultRule: AlertRule = {
  instant: 0.9,
  threshold: 0.6,
  k: 3,
  n: 5,
  clear: 0.4,
  offDelay: 10_000,
  cooldown: 0,
  severity: 'alert',
  regions: ['global', 'motion'],
};

/**
 * Makes a whole rule: the configuration wins, then the manifest's suggestion, then {@link defaultRule}.
 *
 * @param head what errors call it.
 * @throws CodedError RULE_CONTRADICTION when k > n, clear > threshold or threshold > instant.
 */
export function resolveRule(head: string, config: RuleConfig, suggestion: RuleConfig = {}): AlertRule {
  const said = { ...suggestion, ...config };
  const rule: AlertRule = {
    instant: said.instant ?? Math.max(defaultRule.instant, said.threshold ?? 0),
    threshold: said.threshold ?? Math.min(defaultRule.threshold, said.instant ?? 1),
    k: said.k ?? Math.min(defaultRule.k, said.n ?? defaultRule.k),
    n: said.n ?? Math.max(defaultRule.n, said.k ?? 0),
    clear: said.clear ?? Math.min(defaultRule.clear, said.threshold ?? 1, said.instant ?? 1),
    offDelay: said.off_delay_s === undefined ? defaultRule.offDelay : 1000 * said.off_delay_s,
    cooldown: said.cooldown_s === undefined ? defaultRule.cooldown : 1000 * said.cooldown_s,
    severity: said.severity ?? defaultRule.severity,
    regions: said.regions ?? defaultRule.regions,
  };
  const contradiction = contradictionOf(rule);
  if (contradiction) throw serverError('RULE_CONTRADICTION', `${head}: ${contradiction}`);
  return rule;
}

function contradictionOf({ k, n, clear, threshold, instant }: AlertRule): string | undefined {
  if (k > n) return `k (${k}) is above n (${n})`;
  if (clear > threshold) return `clear (${clear}) is above threshold (${threshold})`;
  if (threshold > instant) return `threshold (${threshold}) is above instant (${instant})`;
  return undefined;
}
