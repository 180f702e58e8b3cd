import { type RuleLevels, ruleLevelsSchema } from '@splitsight/wire';

/** A rule as a configuration file or a head's manifest may give it: every key may be left out. */
export const ruleSchema = ruleLevelsSchema;
export type RuleConfig = RuleLevels;
