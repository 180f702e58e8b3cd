import { z } from 'zod';
import { idPattern } from '../ids.ts';
import { cameraIdSchema, countSchema, headNameSchema, momentSchema, siteIdSchema } from '../messages/fields.ts';
import { polygonProblem } from '../polygon.ts';
import { weekdays } from '../schedule.ts';
import { levelsContradiction, ruleLevelsSchema } from './rule-levels.ts';
import { endOfDaySchema, timeOfDaySchema, timeZoneSchema } from './time-fields.ts';

/** Why an alert was not raised though scores were high enough. */
export const suppressReasons = ['schedule', 'disarmed', 'snoozed', 'cooldown', 'global_cooldown', 'mask'] as const;
export const suppressReasonSchema = z.enum(suppressReasons);
export type SuppressReason = z.output<typeof suppressReasonSchema>;

/** Bounds of what a rule holds: what a page can show and a frame can be asked about. */
export const ruleLimits = {
  name: 80,
  zones: 16,
  masks: 16,
  corners: 64,
  cameras: 500,
  intervals: 50,
  rules: 1000,
} as const;

/** A text of one line; markup in it is text, too. */
const lineSchema = z
  .string()
  .trim()
  .min(1)
  .max(ruleLimits.name)
  .regex(/^[^\p{Cc}]*$/u, 'expected one line of text');

export const ruleIdSchema = z.string().regex(idPattern).describe('what it is called everywhere; it never changes');

/** What arming profiles are called. */
export const profileSchema = z.string().regex(idPattern).describe('an arming profile, such as away');
/** Those that every site has. In `disarmed` only rules that are always armed raise alerts. */
export const commonProfiles = ['disarmed', 'home', 'away', 'night'] as const;
/** What a site is in until somebody says otherwise: what watches while nobody is there, watches. */
export const firstProfile = 'away';

const id = '[a-z0-9][a-z0-9_-]{0,62}';
const camerasSchema = z
  .string()
  .regex(new RegExp(`^(\\*|${id}/(\\*|${id}))$`), 'expected *, site/* or site/camera')
  .describe('* for every camera, site/* for all of a site, or site/camera');

const pointSchema = z.tuple([z.number().min(0).max(1), z.number().min(0).max(1)]).readonly();

const problems = {
  few_points: 'a polygon needs three points or more',
  outside: 'a point lies outside the frame: 0 to 1 is inside',
  crosses_itself: 'the line crosses or touches itself',
  no_area: 'it covers next to nothing',
} as const;

/** The corners of an area of the frame, in fractions of it. */
export const polygonSchema = z
  .array(pointSchema)
  .max(ruleLimits.corners)
  .check(({ value, issues }) => {
    const problem = polygonProblem(value);
    if (problem) issues.push({ code: 'custom', message: problems[problem], params: { problem }, input: value });
  })
  .describe('corners as [x, y] in fractions of the frame from its top left, in order; its line must not cross itself');

export const zoneSchema = z.strictObject({
  name: lineSchema.describe('what alerts call it'),
  polygon: polygonSchema,
});
export type Zone = z.output<typeof zoneSchema>;

export const scheduleSchema = z.strictObject({
  time_zone: timeZoneSchema.describe('whose clocks decide: an IANA name such as Europe/Prague'),
  intervals: z
    .array(
      z.strictObject({
        days: z.array(z.enum(weekdays)).min(1).max(7).describe('the days on which it begins: mon to sun'),
        from: timeOfDaySchema.describe('HH:MM'),
        to: endOfDaySchema.describe('HH:MM, 24:00 too; not after `from` means on the next day'),
      }),
    )
    .min(1)
    .max(ruleLimits.intervals)
    .describe('outside of all of these nothing is raised'),
});

const seconds = z.number().min(0).max(86_400);

/** What a rule says, but for its id: levels that are left out come from the head. */
const ruleFields = {
  name: lineSchema.describe('what people call it'),
  enabled: z
    .boolean()
    .default(true)
    .describe('a rule that is off raises nothing, and still stands in the head’s own place'),
  head: headNameSchema.describe('the head whose scores count; a rule of a head that is not there waits for it'),
  cameras: z
    .array(camerasSchema)
    .min(1)
    .max(ruleLimits.cameras)
    .default(['*'])
    .describe('at which cameras: *, site/* or site/camera'),
  except: z.array(camerasSchema).max(ruleLimits.cameras).default([]).describe('and at which of those not'),
  ...ruleLevelsSchema.shape,
  dwell_s: seconds
    .max(3600)
    .default(0)
    .describe('the subject must be there, at or above the threshold, for so long before an alert is raised'),
  global_cooldown_s: seconds
    .default(0)
    .describe('after an alert of this rule at one camera none at another, for so long'),
  zones: z
    .array(zoneSchema)
    .max(ruleLimits.zones)
    .default([])
    .describe('the parts of the frame that count, each with alerts of its own; none: all of it'),
  global_in_zones: z
    .boolean()
    .default(false)
    .describe('whether the score of the whole frame counts in zones that are only a part of it'),
  masks: z.array(polygonSchema).max(ruleLimits.masks).default([]).describe('the parts of the frame that never count'),
  schedule: scheduleSchema.nullable().default(null).describe('when it raises alerts; null: at any time'),
  armed_in: z
    .union([z.literal('always'), z.array(profileSchema).min(1).max(32)])
    .default('always')
    .describe('the arming profiles of the site in which it raises alerts; always: in all, also in disarmed'),
};

interface Contents extends z.output<typeof ruleLevelsSchema> {
  readonly zones: readonly Zone[];
}

function checkRule({ value, issues }: z.core.ParsePayload<Contents>): void {
  const contradiction = levelsContradiction(value);
  if (contradiction) issues.push({ code: 'custom', message: contradiction, path: ['threshold'], input: value });
  const names = value.zones.map(({ name }) => name);
  const twice = names.findIndex((name, i) => names.indexOf(name) !== i);
  if (twice >= 0)
    issues.push({ code: 'custom', message: 'two zones have this name', path: ['zones', twice, 'name'], input: value });
}

/** A rule, as pages, the API and YAML have it. */
export const ruleSchema = z.strictObject({ id: ruleIdSchema, ...ruleFields }).check(checkRule);
export type Rule = z.output<typeof ruleSchema>;
/** A rule as it may be written: with what has a default left out. */
export type RuleInput = z.input<typeof ruleSchema>;

/** A rule that is new: it may come without an id, and is given one. */
export const newRuleSchema = z.strictObject({ id: ruleIdSchema.optional(), ...ruleFields }).check(checkRule);

/** A file of rules. */
export const ruleFileSchema = z.strictObject({
  rules: z.array(ruleSchema).max(ruleLimits.rules).describe('the rules; each id once'),
});

/** How a rule came to be as it is. */
const revisionFields = {
  revision: countSchema.describe('counts its changes'),
  changed_at: momentSchema.nullable(),
  changed_by: z.string().nullable(),
};

export const ruleViewSchema = z.object({
  rule: z.object({ id: z.string(), ...ruleFields }),
  ...revisionFields,
  built_in: z.boolean().describe('the head’s own rule, as configuration and manifest say it: it is not stored'),
  state: z.enum(['on', 'off', 'waiting']).describe('waiting: the head is not live anywhere'),
  levels: ruleLevelsSchema
    .required()
    .nullable()
    .describe('what holds where the rule leaves something to the head; null while it waits'),
  cameras: countSchema.describe('cameras that are known and that it is for'),
  warnings: z
    .array(z.enum(['no_camera', 'zone_never_counts', 'mask_leaves_global', 'unknown_profile']))
    .describe('what keeps it from doing what it seems to say'),
  alerts: countSchema.describe('raised since the server started'),
  active: countSchema.describe('alerts that go on'),
  suppressed: z
    .partialRecord(suppressReasonSchema, countSchema)
    .describe('not raised since the server started, by reason'),
});
export type RuleView = z.output<typeof ruleViewSchema>;

export const rulesAnswerSchema = z.object({ rules: z.array(ruleViewSchema) });
export const ruleAnswerSchema = z.object({ rule: ruleViewSchema });
export const rulePathSchema = z.strictObject({ rule: z.string().min(1).max(80) });
export const newRuleBodySchema = z.strictObject({ rule: newRuleSchema });
export const ruleChangeBodySchema = z.strictObject({
  rule: ruleSchema,
  revision: z.int().min(1).describe('of the rule as it was when the change began'),
});
export const ruleRemoveQuerySchema = z.strictObject({
  revision: z.coerce.number<string>().pipe(z.int().min(1)).describe('of the rule as it was seen'),
});

export const ruleHistoryAnswerSchema = z.object({
  changes: z
    .array(
      z.object({
        revision: countSchema,
        at: momentSchema,
        by: z.string(),
        rule: z.unknown().describe('as it was made; null: it was deleted'),
      }),
    )
    .describe('newest first; the newest 100'),
});

export const ruleImportBodySchema = z.strictObject({
  ...ruleFileSchema.shape,
  replace: z.boolean().default(false).describe('delete the rules that are not among these'),
  dry_run: z.boolean().default(false).describe('only say what would change'),
});
export const ruleImportAnswerSchema = z.object({
  added: z.array(z.string()),
  changed: z.array(z.string()),
  same: z.array(z.string()),
  removed: z.array(z.string()),
});
export type RuleImportAnswer = z.output<typeof ruleImportAnswerSchema>;

/** An alert that was not raised, and why. */
export const suppressedViewSchema = z.object({
  at: momentSchema,
  site: siteIdSchema,
  camera: cameraIdSchema,
  head: headNameSchema,
  rule: z.string(),
  zone: z.string().nullable(),
  score: z.number(),
  reason: suppressReasonSchema,
});
export type SuppressedView = z.output<typeof suppressedViewSchema>;
export const suppressedAnswerSchema = z.object({
  since: momentSchema.describe('when the server started: it counts from there'),
  totals: z.partialRecord(suppressReasonSchema, countSchema),
  newest: z.array(suppressedViewSchema).describe('the newest 200, newest first'),
});
