import type { Millis } from '@splitsight/kernel';
import { type Alert, levelsContradiction, type RegionKind } from '@splitsight/wire';
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
  /** The subject must be there for so long before an alert is raised. */
  readonly dwell: Millis;
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
  dwell: 0,
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
  const rule = wholeRule(said);
  const contradiction = levelsContradiction(rule);
  if (contradiction) throw serverError('RULE_CONTRADICTION', `${head}: ${contradiction}`);
  return rule;
}

/**
 * Makes a whole rule of levels that do not contradict themselves: what they leave out comes from the head's own rule, but
 * for its numbers where they contradict the levels, as they may after the head came in another version.
 */
export function bendRule(levels: RuleConfig, own: RuleConfig): AlertRule {
  const rule = wholeRule({ ...own, ...said(levels) });
  if (!levelsContradiction(rule)) return rule;
  const { off_delay_s, cooldown_s, severity, regions } = own;
  return wholeRule({ off_delay_s, cooldown_s, severity, regions, ...said(levels) });
}

/** The rule with another threshold; what would contradict it gives way. */
export function ruleWithThreshold(rule: AlertRule, threshold: number): AlertRule {
  return { ...rule, threshold, instant: Math.max(rule.instant, threshold), clear: Math.min(rule.clear, threshold) };
}

/** Without the keys that have no value, which would hide a suggestion. */
function said(levels: RuleConfig): RuleConfig {
  return Object.fromEntries(Object.entries(levels).filter(([, value]) => value !== undefined));
}

function wholeRule(said: RuleConfig): AlertRule {
  return {
    instant: said.instant ?? Math.max(defaultRule.instant, said.threshold ?? 0),
    threshold: said.threshold ?? Math.min(defaultRule.threshold, said.instant ?? 1),
    k: said.k ?? Math.min(defaultRule.k, said.n ?? defaultRule.k),
    n: said.n ?? Math.max(defaultRule.n, said.k ?? 0),
    clear: said.clear ?? Math.min(defaultRule.clear, said.threshold ?? 1, said.instant ?? 1),
    offDelay: said.off_delay_s === undefined ? defaultRule.offDelay : 1000 * said.off_delay_s,
    cooldown: said.cooldown_s === undefined ? defaultRule.cooldown : 1000 * said.cooldown_s,
    dwell: defaultRule.dwell,
    severity: said.severity ?? defaultRule.severity,
    regions: said.regions ?? defaultRule.regions,
  };
}
