import { picturePolicies } from '@splitsight/wire';
import { z } from 'zod';

/** Which pictures leave the site, and how many are kept in memory for that. */
export const picturesSchema = z.strictObject({
  policy: z
    .enum(picturePolicies)
    .default('on-alert')
    .describe(
      'the most of its pictures that this site ever gives, whatever the server asks for: never; those around an alert ' +
        '(on-alert); or any that somebody asks for, too (on-request)',
    ),
  ring_s: z.number().min(1).max(600).default(30).describe('how long pictures are kept, in memory alone'),
  ring_mb: z
    .number()
    .min(1)
    .max(4096)
    .default(16)
    .describe('how much memory they may take, all cameras together; then the oldest go sooner'),
  other_fps: z
    .number()
    .min(0)
    .max(30)
    .default(2)
    .describe('beside the pictures that are looked at, so many a second are kept while none is'),
  width: z.int().min(64).max(1920).default(640).describe('wider pictures are scaled down to this'),
  quality: z.int().min(10).max(95).default(75).describe('the quality of the JPEG files'),
  per_minute: z
    .int()
    .min(1)
    .max(6000)
    .default(60)
    .describe('how many pictures this machine gives a minute at most, all cameras together'),
});
export type PicturesConfig = z.output<typeof picturesSchema>;
