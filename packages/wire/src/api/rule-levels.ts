import { z } from 'zod';
import { probabilitySchema } from '../messages/fields.ts';
import { regionKinds } from '../region.ts';

/** When scores become an alert, as a configuration, a head's manifest or a rule may say it: every key may be left out. */
export const ruleLevelsSchema = z.strictObject({
  threshold: probabilitySchema.optional().describe('k of n frames at or above this raise an alert; 0.6 if nobody says'),
  instant: probabilitySchema
    .optional()
    .describe('one frame at or above this raises an alert at once; 0.9 if nobody says'),
  k: z
    .int()
    .min(1)
    .max(64)
    .optional()
    .describe('how many of the last n frames must reach the threshold; 3 if nobody says'),
  n: z.int().min(1).max(64).optional().describe('how many frames are looked back on; 5 if nobody says'),
  clear: probabilitySchema.optional().describe('an alert lasts while frames are at or above this; 0.4 if nobody says'),
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
    .max(regionKinds.length)
    .optional()
    .describe('the kinds of region whose scores count; global and motion if nobody says'),
});
export type RuleLevels = z.output<typeof ruleLevelsSchema>;

/** How levels contradict each other; undefined when they do not. What is left out contradicts nothing. */
export function levelsContradiction({
  k,
  n,
  clear,
  threshold,
  instant,
}: Pick<RuleLevels, 'k' | 'n' | 'clear' | 'threshold' | 'instant'>): string | undefined {
  if (isAbove(k, n)) return `k (${k}) is above n (${n})`;
  if (isAbove(clear, threshold)) return `clear (${clear}) is above threshold (${threshold})`;
  if (isAbove(threshold, instant)) return `threshold (${threshold}) is above instant (${instant})`;
  if (isAbove(clear, instant)) return `clear (${clear}) is above instant (${instant})`;
  return undefined;
}

function isAbove(a: number | undefined, b: number | undefined): boolean {
  return a !== undefined && b !== undefined && a > b;
}
