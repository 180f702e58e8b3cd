import { z } from 'zod';
import { cameraIdSchema, countSchema, momentSchema, siteIdSchema } from '../messages/fields.ts';

/** What people may do: look; work with alerts, rules and heads, too; change who and what the server is, too. */
export const roles = ['viewer', 'operator', 'admin'] as const;
export const roleSchema = z.enum(roles);
export type Role = z.output<typeof roleSchema>;

/** A site, or some of its cameras. */
export const placeSchema = z.strictObject({
  site: siteIdSchema,
  cameras: z.array(cameraIdSchema).min(1).max(500).nullable().describe('null: all of the site'),
});
export type Place = z.output<typeof placeSchema>;

export const placesSchema = z.array(placeSchema).max(200).nullable().describe('null: everything');

export const userNameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._@-]{0,62}$/, 'expected 1 to 63 of a-z, 0-9, ".", "_", "@" and "-"');

/** Shorter ones can be guessed; there is no second factor. */
export const minPasswordLength = 12;
export const maxPasswordLength = 256;
const passwordSchema = z.string().min(1).max(maxPasswordLength);
const newPasswordSchema = z.string().min(minPasswordLength).max(maxPasswordLength);
const textSchema = z.string().trim().max(100);

export const loginBodySchema = z.strictObject({
  name: z.string().trim().toLowerCase().max(100),
  password: passwordSchema,
  new_password: newPasswordSchema.optional().describe('in place of a one-time password'),
});

/** Who asks, as the page needs to know. */
export const meSchema = z.object({
  kind: z.enum(['local', 'user', 'token']).describe('local: this server asks for no login'),
  name: z.string(),
  full_name: z.string(),
  role: roleSchema,
  places: placesSchema,
  ends_at: momentSchema.nullable().describe('when the session or token ends at the latest'),
});
export type Me = z.output<typeof meSchema>;
export const meAnswerSchema = z.object({ me: meSchema });

export const passwordBodySchema = z.strictObject({ password: passwordSchema, new_password: newPasswordSchema });

export const sessionViewSchema = z.object({
  id: z.int().min(1),
  created_at: momentSchema,
  used_at: momentSchema,
  ends_at: momentSchema.describe('when it ends at the latest'),
  address: z.string(),
  agent: z.string().describe('what the browser says it is'),
  current: z.boolean().describe('the one that asks'),
});
export type SessionView = z.output<typeof sessionViewSchema>;
export const sessionsAnswerSchema = z.object({ sessions: z.array(sessionViewSchema).describe('last used first') });

export const tokenViewSchema = z.object({
  id: z.int().min(1),
  name: z.string(),
  role: roleSchema,
  places: placesSchema,
  created_at: momentSchema,
  expires_at: momentSchema,
  used_at: momentSchema.nullable(),
});
export type TokenView = z.output<typeof tokenViewSchema>;
export const tokensAnswerSchema = z.object({ tokens: z.array(tokenViewSchema).describe('newest first') });
export const newTokenBodySchema = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(32)
    .regex(/^[^/]*$/, 'expected no /'),
  role: roleSchema.describe('not above that of its owner'),
  places: placesSchema.default(null).describe('within those of its owner; null: all of those'),
  days: z.int().min(1).max(3650).default(90).describe('how long it is good for'),
});
export const newTokenAnswerSchema = z.object({
  token: tokenViewSchema,
  secret: z.string().describe('the token itself; it cannot be shown again'),
});

export const userViewSchema = z.object({
  id: z.int().min(1),
  name: userNameSchema,
  full_name: z.string(),
  role: roleSchema,
  places: placesSchema,
  disabled: z.boolean(),
  must_change_password: z.boolean(),
  created_at: momentSchema,
  changed_at: momentSchema,
  changed_by: z.string(),
  last_login_at: momentSchema.nullable(),
  sessions: countSchema,
  tokens: countSchema,
  revision: z.int().min(1),
});
export type UserView = z.output<typeof userViewSchema>;
const what = { full_name: textSchema.default(''), role: roleSchema, places: placesSchema };
export const usersAnswerSchema = z.object({ users: z.array(userViewSchema).describe('by name') });
export const userAnswerSchema = z.object({ user: userViewSchema });
export const newUserBodySchema = z.strictObject({ name: userNameSchema, ...what });
export const changeUserBodySchema = z.strictObject({
  ...what,
  disabled: z.boolean(),
  revision: z.int().min(1).describe('of the user as it was when the change began'),
});
export const oneTimePasswordAnswerSchema = z.object({
  user: userViewSchema,
  one_time_password: z.string().describe('it cannot be shown again'),
});
export const endedAnswerSchema = z.object({ ended: countSchema });
