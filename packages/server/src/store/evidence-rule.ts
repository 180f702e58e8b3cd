import { polygonSchema } from '@splitsight/wire';
import { z } from 'zod';
import { ruleSchema } from '../config/rule.ts';

/** The rule that an alert was raised by, with the part of the frame that it looked at. */
export const evidenceRuleSchema = z.strictObject({
  ...ruleSchema.shape,
  dwell_s: z.number().optional(),
  /** Where it looked at all of the frame and nothing was masked, nothing. */
  sees: z
    .strictObject({ polygon: polygonSchema.nullable(), masks: z.array(polygonSchema), global: z.boolean() })
    .optional(),
});
export type EvidenceRule = z.output<typeof evidenceRuleSchema>;
