import type { AlertRule } from '../alert/rule.ts';
import type { RaisedBy } from '../alert/tracker.ts';
import type { RuleConfig } from '../config/rule.ts';
import type { EvidenceRule } from '../store/evidence-rule.ts';

/** A rule as the configuration writes it, with nothing left out. */
export type RuleView = { [Key in keyof RuleConfig]-?: NonNullable<RuleConfig[Key]> };

export function ruleView({ offDelay, cooldown, dwell: _dwell, regions, ...same }: AlertRule): RuleView {
  return { ...same, off_delay_s: offDelay / 1000, cooldown_s: cooldown / 1000, regions: [...regions] };
}

/** What an alert was raised by, as it is kept with its evidence. */
export function evidenceRule({ rule, view }: Pick<RaisedBy, 'rule' | 'view'>): EvidenceRule {
  const levels = rule.dwell > 0 ? { ...ruleView(rule), dwell_s: rule.dwell / 1000 } : ruleView(rule);
  if (!view) return levels;
  const { polygon, masks, global } = view.madeOf;
  return { ...levels, sees: { polygon: polygon && [...polygon], masks: masks.map((mask) => [...mask]), global } };
}
