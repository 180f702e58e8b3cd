import { maxAlertIdLength } from '@splitsight/wire';
import { z } from 'zod';

/** A whole number in a path or a query. */
export const wholeSchema = z
  .string()
  .regex(/^\d{1,15}$/, 'expected a whole number')
  .transform(Number);

export const alertPathSchema = z.strictObject({ id: z.string().min(1).max(maxAlertIdLength) });

/** A figure with its 95 % interval. */
export const measuredSchema = z.object({ value: z.number(), low: z.number(), high: z.number() });

/** Who asks for a change; a login decides that in their place. */
export const bySchema = z.string().trim().min(1).max(100).describe('who asks for it');
export const whySchema = z.string().trim().max(1000).default('').describe('why, in a few words');
