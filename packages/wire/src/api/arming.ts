import { z } from 'zod';
import { cameraIdSchema, momentSchema, siteIdSchema } from '../messages/fields.ts';
import { commonProfiles, profileSchema, ruleIdSchema } from './rules.ts';

/** `arming/state`, retained, and what pages see: how a site is armed. */
export const armingSchema = z.object({
  site: siteIdSchema,
  profile: profileSchema,
  since: momentSchema.nullable().describe('null: nobody has ever said'),
  by: z.string().nullable(),
  profiles: z.array(profileSchema).describe('those that the site has'),
});
export type Arming = z.output<typeof armingSchema>;

export const armingsAnswerSchema = z.object({ sites: z.array(armingSchema) });
export const armingAnswerSchema = z.object({ arming: armingSchema });
export const sitePathSchema = z.strictObject({ site: siteIdSchema });
export const armBodySchema = z.strictObject({ profile: profileSchema });
export const profilesBodySchema = z.strictObject({
  custom: z
    .array(profileSchema.refine((name) => !(commonProfiles as readonly string[]).includes(name), 'every site has it'))
    .max(28)
    .describe('the profiles of the site besides those that every site has'),
});

/** `arming/set`: the name of a profile, bare or as JSON. */
export const armingSetSchema = z.union([profileSchema, z.strictObject({ profile: profileSchema })]);

/** Nothing is raised until a moment: at a camera, at a site, or by a rule. */
const snoozeFields = {
  site: siteIdSchema.nullable().default(null).describe('null: at every site'),
  camera: cameraIdSchema.nullable().default(null).describe('null: at every camera of the site'),
  rule: z
    .union([ruleIdSchema, z.string().regex(/^built-in\.[a-z0-9][a-z0-9_-]{0,62}$/)])
    .nullable()
    .default(null)
    .describe('null: of every rule'),
  until: momentSchema,
  why: z.string().trim().max(300).default(''),
};

export const newSnoozeBodySchema = z.strictObject(snoozeFields).check(({ value, issues }) => {
  const problem =
    value.camera !== null && value.site === null
      ? 'a camera needs its site'
      : value.site === null && value.rule === null
        ? 'name a camera, a site or a rule'
        : null;
  if (problem) issues.push({ code: 'custom', message: problem, input: value });
});
export const snoozeSchema = z.object({
  id: z.int().min(1),
  ...snoozeFields,
  by: z.string(),
  created_at: momentSchema,
});
export type Snooze = z.output<typeof snoozeSchema>;
export const snoozesAnswerSchema = z.object({
  snoozes: z.array(snoozeSchema).describe('those that last, the next to end first'),
});
export const snoozeAnswerSchema = z.object({ snooze: snoozeSchema });
export const snoozePathSchema = z.strictObject({ id: z.coerce.number<string>().pipe(z.int().min(1)) });
