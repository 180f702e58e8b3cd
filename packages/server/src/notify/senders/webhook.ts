import type { Send } from '../channel.ts';
import { cloudEventOf, cloudEventType } from '../cloud-event.ts';
import { deliverOut } from '../http-out.ts';
import { signWebhook } from '../signature.ts';

/** Posts the message as a CloudEvent, signed when the channel has a secret. @param source names this server. */
export function createWebhookSender(source: string): Send<'webhook'> {
  return async (delivery) => {
    const { settings, secrets, key, now, channel, timeout, signal } = delivery;
    const body = JSON.stringify(cloudEventOf(delivery, source));
    const { status } = await deliverOut({
      url: new URL(settings.url),
      method: 'POST',
      headers: {
        'content-type': cloudEventType,
        'idempotency-key': key,
        ...(secrets.secret !== undefined && signWebhook(secrets.secret, { id: key, at: now, body })),
        ...(secrets.authorization !== undefined && { authorization: secrets.authorization }),
      },
      body,
      outside: channel.outside,
      timeout,
      signal,
    });
    return `HTTP ${status}`;
  };
}
