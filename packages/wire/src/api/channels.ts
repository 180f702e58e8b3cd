import { z } from 'zod';
import { alertSchema } from '../messages/alert.ts';
import { countSchema, momentSchema } from '../messages/fields.ts';
import { channelInputSchema } from './channel-input.ts';
import { troubleSchema } from './troubles.ts';

/** Why a channel does not tell of an alert. */
export const channelDropReasons = ['quiet', 'queue_full', 'memory_full', 'dead_full'] as const;

/** A channel as the API answers it; its secrets are not in it. */
export const channelViewSchema = z.object({
  ...channelInputSchema.omit({ secrets: true, agreed: true }).shape,
  id: z.int(),
  revision: z.int(),
  secrets: z.record(z.string(), z.boolean()).describe('which are set'),
  leaves_perimeter: z.boolean(),
  destination: z.string().describe('where to: a host, or what stands for it'),
  warning: z.string().nullable().describe('what leaves the perimeter, in words; null when nothing does'),
  changed_at: momentSchema,
  changed_by: z.string(),
  state: z
    .enum(['off', 'idle', 'waiting', 'failing', 'locked'])
    .describe('locked: its secrets cannot be read any more'),
  failing_since: momentSchema.nullable(),
  error: z.string().nullable().describe('why the last try failed'),
  sent_at: momentSchema.nullable().describe('when a message was last delivered'),
  queued: countSchema,
  oldest_at: momentSchema.nullable().describe('since when the oldest message waits'),
  dead: countSchema,
  sent: countSchema.describe('messages since the server started'),
  failed: countSchema.describe('tries since the server started'),
  dropped: z.record(z.string(), countSchema).describe('alerts since the server started, by reason'),
});
export type ChannelView = z.output<typeof channelViewSchema>;

export const channelsAnswerSchema = z.object({ channels: z.array(channelViewSchema) });
/** A change says which revision it started from. */
export const channelChangeSchema = channelInputSchema.extend({ revision: z.int() });
export const channelPathSchema = z.strictObject({ id: z.coerce.number<string>().pipe(z.int().min(1)) });
export const noticePathSchema = channelPathSchema.extend({ notice: z.coerce.number<string>().pipe(z.int().min(1)) });

/** What one message tells of a camera and head. */
export const noticeGroupSchema = z.object({
  event: z.enum(['new', 'end']),
  first: alertSchema,
  last: alertSchema,
  count: countSchema.describe('alerts'),
});
export type NoticeGroup = z.output<typeof noticeGroupSchema>;

/** What one message tells of something that is wrong, or is well again. */
export const noticeTroubleSchema = z.object({
  event: z.enum(['new', 'end']),
  trouble: troubleSchema.describe('the last of them'),
  count: countSchema.describe('how often it began, or ended'),
});
export type NoticeTrouble = z.output<typeof noticeTroubleSchema>;

/** What one message tells. */
export const noticeBodySchema = z.object({
  groups: z.array(noticeGroupSchema).max(20).describe('by camera and head; none in a test'),
  troubles: z.array(noticeTroubleSchema).max(20).default([]),
  more: z
    .object({ groups: countSchema, alerts: countSchema, troubles: countSchema.default(0) })
    .describe('what had no room'),
  test: z.boolean().default(false),
});
export type NoticeBody = z.output<typeof noticeBodySchema>;

/** A message that waits, or could not be delivered. */
export const noticeViewSchema = z.object({
  id: z.int(),
  key: z.string().describe('the idempotency key: the same in every try'),
  opened_at: momentSchema,
  due_at: momentSchema.describe('when it is tried next'),
  expires_at: momentSchema,
  tries: countSchema,
  error: z.string().nullable(),
  alerts: countSchema,
  body: noticeBodySchema,
});
export type NoticeView = z.output<typeof noticeViewSchema>;
export const noticesAnswerSchema = z.object({
  notices: z.array(noticeViewSchema).max(100).describe('oldest first'),
  total: countSchema,
});

export type NoticesAnswer = z.output<typeof noticesAnswerSchema>;

/** What came of a test message, or of a try that somebody asked for. */
export const channelTestSchema = z.object({
  delivered: z.boolean(),
  answer: z.string().describe('what the other side said, or why it was not reached'),
  took_ms: z.number(),
});
export type ChannelTest = z.output<typeof channelTestSchema>;

/** How a channel does; sent to whoever administers when it changes. */
export const channelStateSchema = channelViewSchema.pick({
  id: true,
  name: true,
  state: true,
  failing_since: true,
  error: true,
  queued: true,
  dead: true,
});
export type ChannelState = z.output<typeof channelStateSchema>;
