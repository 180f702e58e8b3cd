import { z } from 'zod';

/** How people and programs are told of alerts; the channels themselves are made on the page or through the API. */
export const notifySchema = z.strictObject({
  public_url: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .optional()
    .describe('the address under which people reach the page; messages link to it when it is told'),
  retry_first_s: z.number().min(0.01).max(3600).default(5).describe('how long to wait after the first failed try'),
  retry_max_s: z.number().min(0.01).max(86_400).default(600).describe('the waits double until they are this long'),
  timeout_s: z.number().min(0.1).max(120).default(15).describe('how long one try may take'),
  picture_wait_s: z
    .number()
    .min(0)
    .max(30)
    .default(3)
    .describe('how long a message waits for its picture; then the text goes alone'),
  max_queue: z.int().min(1).max(100_000).default(1000).describe('messages that wait in a channel; then the oldest go'),
  max_dead: z.int().min(0).max(10_000).default(200).describe('messages kept that could not be delivered, a channel'),
  trouble_after_s: z
    .number()
    .min(0.1)
    .max(86_400)
    .default(60)
    .describe('how long a camera or an edge machine has to be away, or back again, before channels tell of it'),
  push_services: z
    .array(z.string().regex(/^\.?[a-z0-9-]+(\.[a-z0-9-]+)*$/))
    .max(50)
    .default(['fcm.googleapis.com', 'updates.push.services.mozilla.com', '.push.apple.com', '.notify.windows.com'])
    .describe('whose push services browsers may name; a dot before a domain takes all hosts in it'),
});
