import { regionKinds } from '@splitsight/wire';
import { z } from 'zod';

const probability = z.number().min(0).max(1);

/** A rule as a configuration file or a head's manifest may give it: every key may be left out. */
export const ruleSchema = z.strictObject({
  threshold: probability.optional().describe('k of n frames at or above this raise an alert; 0.6 if nobody says'),
  instant: probability.optional().describe('one frame at or above this raises an alert at once; 0.9 if nobody says'),
  k: z
    .int()
    .min(1)
    .max(64)
    .optional()
    .describe('how many of the last n frames must reach the threshold; 3 if nobody says'),
  n: z.int().min(1).max(64).optional().describe('how many frames are looked back on; 5 if nobody says'),
  clear: probability.optional().describe('an alert lasts while frames are at or above this; 0.4 if nobody says'),
  off_delay_s: z
    .number()
    .min(0.5)
    .max(86_400)
    .optional()
    .describe('an alert ends after this long below `clear`, or without frames; 10 if nobody says'),
  cooldown_s: z
    .number()
    .min(0)
    .max(86_400)
    .optional()
    .describe('no new alert for this long after one has ended; 0 if nobody says'),
  severity: z.enum(['detection', 'alert']).optional().describe('how much it matters; alert if nobody says'),
  regions: z
    .array(z.enum(regionKinds))
    .min(1)
    .optional()
    .describe('the kinds of region whose scores count; global and motion if nobody says'),
});
export type RuleConfig = z.output<typeof ruleSchema>;
