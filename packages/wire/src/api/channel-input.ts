import { z } from 'zod';
import { headNameSchema, siteIdSchema } from '../messages/fields.ts';
import { weekdays } from '../schedule.ts';
import { ruleIdSchema } from './rules.ts';
import { endOfDaySchema, timeZoneSchema } from './time-fields.ts';

/** How people and programs are told of alerts. */
export const channelKinds = ['web_push', 'webhook', 'email', 'telegram', 'ntfy', 'mqtt'] as const;
export type ChannelKind = (typeof channelKinds)[number];

const url = z.url({ protocol: /^https?$/ }).max(1000);
const host = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[A-Za-z0-9.:_-]+$/, 'expected a host name or an address');
const line = z.string().regex(/^[^\p{Cc}]*$/u, 'expected one line of text');
const address = z.email().max(254);
const timeZone = timeZoneSchema.min(1).describe('an IANA time zone');

/** What each kind needs to know, without secrets. */
export const channelSettingsSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('web_push'),
    contact: z
      .string()
      .max(254)
      .regex(/^(mailto:[^@\s]+@[^@\s]+|https:\/\/\S+)$/, 'expected mailto:… or https://…')
      .describe('whom the push services may write to about this server (RFC 8292)'),
    urgency: z.enum(['very-low', 'low', 'normal', 'high']).default('high'),
  }),
  z.strictObject({ kind: z.literal('webhook'), url: url.describe('where events are posted to') }),
  z.strictObject({
    kind: z.literal('email'),
    host: host.describe('the mail server'),
    port: z.int().min(1).max(65_535).default(587),
    security: z
      .enum(['starttls', 'tls', 'none'])
      .default('starttls')
      .describe('none: neither mails nor password are encrypted on their way'),
    user: line.max(254).default('').describe('empty: without a login'),
    from: address,
    to: z.array(address).min(1).max(50),
  }),
  z.strictObject({
    kind: z.literal('telegram'),
    api: url.default('https://api.telegram.org').describe('the address of the Bot API'),
    chats: z
      .array(z.string().regex(/^(-?\d{1,20}|@[A-Za-z]\w{3,40})$/, 'expected the number of a chat or @name'))
      .min(1)
      .max(20)
      .describe('alerts are sent to these chats, and nobody else is answered'),
    classify: z.boolean().default(false).describe('whether photos that these chats send are scored and answered'),
  }),
  z.strictObject({
    kind: z.literal('ntfy'),
    server: url.default('https://ntfy.sh'),
    topic: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'expected 1 to 64 of letters, digits, "-" and "_"'),
    priority: z.int().min(1).max(5).default(4),
  }),
  z.strictObject({
    kind: z.literal('mqtt'),
    broker: z
      .url({ protocol: /^mqtts?$/ })
      .max(1000)
      .nullable()
      .default(null)
      .describe('mqtt:// or mqtts://; null: the broker of this server'),
    user: line.max(254).default('').describe('empty: without a login'),
    topic: line.min(1).max(400).describe('with {{site}}, {{camera}}, {{head}}, {{severity}} where they belong'),
    payload: z.string().max(4000).nullable().default(null).describe('null: the CloudEvent; else a text with {{…}}'),
    qos: z.union([z.literal(0), z.literal(1)]).default(1),
    retain: z.boolean().default(false),
  }),
]);
export type ChannelSettings = z.output<typeof channelSettingsSchema>;

export const secretNames = ['secret', 'authorization', 'password', 'token'] as const;
export type SecretName = (typeof secretNames)[number];

/** Which secrets each kind has: `secret` and `authorization` of a webhook, `password`, `token`. They are taken, never answered. */
export const channelSecretNames = {
  web_push: [],
  webhook: ['secret', 'authorization'],
  email: ['password'],
  telegram: ['token'],
  ntfy: ['token'],
  mqtt: ['password'],
} as const satisfies Readonly<Record<ChannelKind, readonly SecretName[]>>;

const cameraRef = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,62}\/[a-z0-9][a-z0-9_-]{0,62}$/, 'expected site/camera');
const some = <Item extends z.ZodType>(item: Item, what: string) =>
  z.array(item).max(500).default([]).describe(`${what}; none named: all`);

/** Which alerts a channel tells of. */
export const channelFilterSchema = z.strictObject({
  sites: some(siteIdSchema, 'sites'),
  cameras: some(cameraRef, 'cameras, as site/camera'),
  heads: some(headNameSchema, 'heads'),
  zones: some(z.string().max(100), 'zones'),
  rules: some(ruleIdSchema, 'rules'),
  severity: z.enum(['detection', 'alert']).default('alert').describe('detection: alerts and detections'),
  events: z
    .array(z.enum(['new', 'end']))
    .min(1)
    .max(2)
    .default(['new'])
    .describe('turns in an alert’s life'),
  trouble: z
    .boolean()
    .default(true)
    .describe(
      'whether cameras and edge machines that are away, a full disk and a database that cannot be written are told of, with their end',
    ),
});
export type ChannelFilter = z.output<typeof channelFilterSchema>;

/** When a channel keeps quiet, by the channel's time zone. */
export const quietHoursSchema = z.strictObject({
  intervals: z
    .array(
      z.strictObject({
        days: z.array(z.enum(weekdays)).min(1).max(7).describe('on which days it begins'),
        from: endOfDaySchema,
        to: endOfDaySchema.describe('at or before `from`: on the next day'),
      }),
    )
    .min(1)
    .max(20),
  keep: z.enum(['hold', 'drop']).default('hold').describe('hold: told in one message when they are over'),
  alerts_pass: z.boolean().default(false).describe('whether severity `alert` is told of all the same'),
});
export type QuietHours = z.output<typeof quietHoursSchema>;

const seconds = (max: number) => z.number().min(0).max(max);
const secretSchema = z
  .string()
  .min(1)
  .max(1000)
  .regex(/^[^\p{Cc}]*$/u, 'expected one line of text');

/** What somebody enters to make or change a channel. */
export const channelInputSchema = z.strictObject({
  name: line.min(1).max(100),
  on: z.boolean().default(false),
  agreed: z
    .string()
    .max(1000)
    .nullable()
    .default(null)
    .describe('to switch on a channel that leaves the perimeter: its `destination`, as the API says it'),
  settings: channelSettingsSchema,
  secrets: z
    .partialRecord(z.enum(secretNames), secretSchema.nullable())
    .default({})
    .describe('those left out stay as they are; null deletes one'),
  pictures: z.boolean().default(false).describe('whether the alert’s picture goes along, where the site allows it'),
  language: z.enum(['en', 'ru']).default('en'),
  time_zone: timeZone.default('UTC').describe('of the texts and of the quiet hours'),
  filter: channelFilterSchema.prefault({}),
  quiet: quietHoursSchema.nullable().default(null),
  group_s: seconds(3600)
    .default(30)
    .describe('further alerts of a camera and head within so many seconds are one message'),
  min_interval_s: seconds(86_400)
    .default(0)
    .describe('at most one message in so many seconds: what waits becomes one; 0 for no limit'),
  expire_s: z.number().min(10).max(604_800).default(14_400).describe('older messages are not sent any more'),
});
export type ChannelInput = z.output<typeof channelInputSchema>;
