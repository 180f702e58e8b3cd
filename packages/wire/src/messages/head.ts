import { z } from 'zod';
import { idPattern } from '../ids.ts';
import { codecSchema, fingerprintSchema, headNameSchema, momentSchema } from './fields.ts';

/** What a version of a head looks like: safe as a folder's name. */
export const headVersionPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

export const headVersionSchema = z.string().regex(headVersionPattern).describe('a version of a head');

/** A site, or `*`: every site that has nothing of its own. */
export const everySiteSchema = z
  .string()
  .regex(new RegExp(`^\\*$|${idPattern.source}`))
  .describe('a site id, or * for every other site');

/** `head/<head>/state`, retained: which version of a head is live at a site, for integrators. */
export const headStateSchema = z.object({
  head: headNameSchema,
  version: z.string().nullable().describe('null when it is off'),
  state: z.enum(['live', 'off']),
  since: momentSchema.nullable(),
  stale: z.boolean().describe('whether its figures can no longer be relied on'),
  reasons: z.array(z.string()).describe('why it is stale'),
});
export type HeadState = z.output<typeof headStateSchema>;

/** Where a version plays a part. */
export const headPlaceSchema = z.object({
  site: everySiteSchema,
  version: z.string().nullable().describe('null: the head is off at this site'),
  since: momentSchema,
});
export type HeadPlace = z.output<typeof headPlaceSchema>;

/** A version of a head as pages and programs see it. */
export const headVersionViewSchema = z.object({
  head: headNameSchema,
  version: headVersionSchema,
  state: z.enum(['draft', 'shadow', 'live', 'retired']),
  live_at: z.array(everySiteSchema),
  shadow_at: z.array(everySiteSchema),
  source: z.enum(['configuration', 'training', 'import']),
  added_at: momentSchema,
  added_by: z.string(),
  why: z.string(),
  sha256: z.string().describe('of manifest.json, which has that of every file'),
  fingerprint: fingerprintSchema,
  codec: codecSchema,
  classes: z.array(z.string().regex(idPattern)),
  positive: z.int().min(0).describe('the index of the class that alerts'),
  figures: z.array(z.looseObject({ name: z.string(), value: z.number(), n: z.int() })),
});
export type HeadVersionView = z.output<typeof headVersionViewSchema>;

/** What happened to a version of a head: who, when, where and why. */
export const headEventSchema = z.object({
  id: z.int().min(1),
  at: momentSchema,
  kind: z.enum(['registered', 'shadow', 'live', 'rollback', 'retired', 'forgotten']),
  head: headNameSchema,
  version: z.string(),
  site: everySiteSchema.nullable().describe('null where it concerns no site'),
  before: z.string().nullable().describe('what was in its place there'),
  by: z.string(),
  why: z.string(),
});
export type HeadEventView = z.output<typeof headEventSchema>;
