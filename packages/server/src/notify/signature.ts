import { createHmac } from 'node:crypto';
import type { Millis } from '@splitsight/kernel';

/** What a webhook's receiver checks. */
export interface Signed {
  /** The same in every try: receivers drop what they have seen. */
  readonly id: string;
  /** Of this try. */
  readonly at: Millis;
  readonly body: string;
}

const prefix = 'whsec_';

/**
 * The headers of Standard Webhooks: HMAC-SHA256 over id, time in seconds and body.
 *
 * @param secret `whsec_` and base64, or any other text, whose UTF-8 bytes are then the key.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function signWebhook(secret: string, { id, at, body }: Signed): Readonly<Record<string, string>> {
  const key = secret.startsWith(prefix) ? Buffer.from(secret.slice(prefix.length), 'base64') : Buffer.from(secret);
  const timestamp = String(Math.floor(at / 1000));
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}
