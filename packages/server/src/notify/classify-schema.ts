import { headNameSchema, probabilitySchema } from '@splitsight/wire';
import { z } from 'zod';

/** What the process that scores a picture is asked. */
export const classifyParamsSchema = z.strictObject({
  picture: z.instanceof(Uint8Array),
  heads: z.array(z.object({ head: headNameSchema, version: z.string() })).max(64),
});

/** What it answers. */
export const classifiedSchema = z.array(
  z.object({
    head: z.string(),
    scores: z.array(z.object({ label: z.string(), score: probabilitySchema })),
  }),
);
/** What a head makes of a picture. */
export type Classified = z.output<typeof classifiedSchema>[number];
