import { z } from 'zod';
import { hex8Pattern, type PictureRequestId } from '../ids.ts';
import { countSchema, momentSchema, nodeIdSchema } from './fields.ts';

/**
 * What a site gives of its pictures, the strictest first: none, those around an alert, or any that somebody asks for (and
 * those around alerts).
 */
export const picturePolicies = ['never', 'on-alert', 'on-request'] as const;
/** `cam/<camera>/pictures/set`, retained, a bare word: what the server wants of a camera; an agent never gives more than its own. */
export const picturePolicySchema = z.enum(picturePolicies);
export type PicturePolicy = z.output<typeof picturePolicySchema>;

/** The stricter of two policies. */
export function stricterPolicy(a: PicturePolicy, b: PicturePolicy): PicturePolicy {
  return picturePolicies.indexOf(a) < picturePolicies.indexOf(b) ? a : b;
}

export const maxAlertIdLength = 300;
/** A request may ask for the nearest picture within so many milliseconds of a moment. */
export const maxPictureTolerance = 5000;

/** `cam/<camera>/snapshot/get`: asks the agent of a camera for one picture. */
export const pictureRequestSchema = z.object({
  id: z
    .string()
    .regex(hex8Pattern)
    .transform((text) => text as PictureRequestId)
    .describe('drawn at random; the answer names it'),
  alert: z
    .string()
    .min(1)
    .max(maxAlertIdLength)
    .nullable()
    .describe('the alert whose picture it is; null when somebody asks without one'),
  at: momentSchema.nullable().describe('of which moment, by the edge machine’s clock; null for the newest picture'),
  within_ms: z
    .int()
    .min(0)
    .max(maxPictureTolerance)
    .default(750)
    .describe('how far from that moment the picture may be'),
});
export type PictureRequest = z.output<typeof pictureRequestSchema>;

/** `cam/<camera>/pictures/state`, retained: which pictures of a camera its agent gives. */
export const pictureStateSchema = z.object({
  policy: picturePolicySchema.describe('what applies: the stricter of what the site and the server want'),
  most: picturePolicySchema.describe('what the site’s own configuration allows at most'),
  since: momentSchema,
  node: nodeIdSchema,
  ring_s: z.number().min(0).describe('how many seconds of pictures are kept in memory'),
  per_minute: countSchema.describe('how many pictures of this node are given a minute at most'),
});
export type PictureState = z.output<typeof pictureStateSchema>;
