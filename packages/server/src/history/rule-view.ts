import type { AlertRule } from '../alert/rule.ts';
import type { RuleConfig } from '../config/rule.ts';

/** A rule as the configuration writes it, with nothing left out. */
export type RuleView = { [Key in keyof RuleConfig]-?: NonNullable<RuleConfig[Key]> };

export function ruleView({ offDelay, cooldown, regions, ...same }: AlertRule): RuleView {
  return { ...same, off_delay_s: offDelay / 1000, cooldown_s: cooldown / 1000, regions: [...regions] };
}
