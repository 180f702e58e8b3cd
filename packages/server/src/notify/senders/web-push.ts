import type { NoticeBody } from '@splitsight/wire';
import webPush from 'web-push';
import type { PushSubscription } from '../../store/push-subscriptions.ts';
import type { NoticeText, Send } from '../channel.ts';
import { DeliveryFailure } from '../failure.ts';
import { deliverOut } from '../http-out.ts';

/** The keys that tell push services who sends (RFC 8292), base64url. */
export interface VapidKeys {
  readonly publicKey: string;
  readonly privateKey: string;
}

/** What the sender needs to know of the browsers that are to be told. */
export interface PushReceivers {
  keys(): VapidKeys;
  list(): readonly PushSubscription[];
  /** A browser wants to be told no more. */
  remove(endpoint: string): void;
  /** What of a message its user may see; null when that is nothing. */
  visible(user: string, body: NoticeBody): NoticeBody | null;
}

export function makeVapidKeys(): VapidKeys {
  return webPush.generateVAPIDKeys();
}

/** What push services take at least (RFC 8030), less what the encryption adds. */
const maxBytes = 3000;
const maxLines = 5;

/** Sends the message to every browser that has asked for it. Pictures have no room in it. */
export function createWebPushSender(receivers: PushReceivers): Send<'web_push'> {
  return async (delivery) => {
    const { delivered } = delivery;
    const failures: DeliveryFailure[] = [];
    let sent = 0;
    for (const subscription of receivers.list()) {
      if (delivered.has(subscription.endpoint)) continue;
      const body = delivery.body.test ? delivery.body : receivers.visible(subscription.user, delivery.body);
      if (!body) continue;
      try {
        await push(subscription, delivery.describe(body), receivers.keys(), delivery);
        delivery.note(subscription.endpoint);
        sent++;
      } catch (error) {
        if (!(error instanceof DeliveryFailure)) throw error;
        if (isGone(error)) receivers.remove(subscription.endpoint);
        else failures.push(error);
      }
    }
    const worst = failures.find(({ retry }) => retry) ?? failures[0];
    if (worst) throw worst;
    return `sent to ${sent + delivered.size}`;
  };
}

async function push(
  { endpoint, p256dh, auth }: PushSubscription,
  text: NoticeText,
  keys: VapidKeys,
  { settings, key, channel, timeout, signal }: Parameters<Send<'web_push'>>[0],
): Promise<void> {
  const details = webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, payloadOf(text, key), {
    vapidDetails: { subject: settings.contact, ...keys },
    TTL: Math.round(channel.facts.expire_s),
    urgency: settings.urgency,
    // The service keeps one message of a topic: a second try replaces the first.
    topic: Buffer.from(key).toString('base64url').slice(0, 32),
  });
  const headers = Object.entries(details.headers ?? {}).filter(([name]) => name.toLowerCase() !== 'content-length');
  await deliverOut({
    url: new URL(endpoint),
    method: 'POST',
    headers: Object.fromEntries(headers.map(([name, value]) => [name, String(value)])),
    body: Uint8Array.from(details.body ?? []),
    outside: channel.outside,
    timeout,
    signal,
  });
}

/** What the service worker of the page reads. */
function payloadOf({ title, lines, link }: NoticeText, key: string): string {
  const kept = [...lines.slice(0, maxLines)];
  const encode = () => JSON.stringify({ title, body: kept.join('\n'), tag: key, link });
  while (kept.length > 1 && Buffer.byteLength(encode()) > maxBytes) kept.pop();
  return encode();
}

/** The browser has unsubscribed. https://www.rfc-editor.org/rfc/rfc8030#section-7.3 */
function isGone({ status }: DeliveryFailure): boolean {
  return status === 404 || status === 410;
}
