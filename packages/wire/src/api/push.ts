import { z } from 'zod';
import { countSchema, momentSchema } from '../messages/fields.ts';

/** A browser's push subscription, as `PushSubscription.toJSON()` gives it. */
export const pushSubscriptionSchema = z.strictObject({
  endpoint: z.url({ protocol: /^https?$/ }).max(1000),
  keys: z.strictObject({
    p256dh: z.base64url().min(80).max(100),
    auth: z.base64url().min(16).max(40),
  }),
});
export type PushSubscriptionInput = z.output<typeof pushSubscriptionSchema>;
export const pushEndpointSchema = pushSubscriptionSchema.pick({ endpoint: true });
export const pushAnswerSchema = z.object({
  key: z.string().describe('the server’s VAPID public key: applicationServerKey'),
  subscriptions: z.array(z.object({ endpoint: z.string(), created_at: momentSchema })).describe('of who asks'),
  channels: countSchema.describe('web push channels that are on'),
});
export type PushAnswer = z.output<typeof pushAnswerSchema>;
