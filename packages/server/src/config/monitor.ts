import { z } from 'zod';

/** When heads are checked, and what makes one stale. */
export const monitorSchema = z.strictObject({
  every_h: z
    .number()
    .min(0)
    .max(720)
    .default(24)
    .describe('how often cameras and heads are compared with their own past, in hours; 0 for only when asked for'),
  level: z
    .number()
    .min(0.0001)
    .max(0.2)
    .default(0.01)
    .describe('the share of false alarms among the cameras that are called drifted'),
  stale_share: z
    .number()
    .min(0.01)
    .max(1)
    .default(0.25)
    .describe('a head is stale at a site when so many of its cameras drifted, or are scored otherwise'),
  min_verdicts: z.int().min(5).max(10_000).default(20).describe('fewer verdicts say nothing about precision'),
  verdict_days: z.int().min(1).max(3650).default(30).describe('how old the alerts of these verdicts may be'),
  max_age_days: z
    .int()
    .min(0)
    .max(3650)
    .default(0)
    .describe('a version of a head that was registered longer ago is stale; 0 for any age'),
});
export type MonitorConfig = z.output<typeof monitorSchema>;
