import { type Clock, type Millis, sleep } from '@splitsight/kernel';
import type { Alert, ChannelKind, NoticeBody } from '@splitsight/wire';
import type { Channel, Delivery, NoticeText, Picture, PictureOf, Send } from './channel.ts';
import { DeliveryFailure } from './failure.ts';

/** How each kind of channel delivers. */
export type Senders = { readonly [Kind in ChannelKind]: Send<Kind> };

export interface DeliverOptions {
  readonly clock: Clock;
  readonly senders: Senders;
  readonly pictureOf: PictureOf;
  /** Told of a picture that has left the perimeter with a message. */
  readonly onPictureOut: (alert: Alert, bytes: number) => void;
  /** How long a message waits for its picture; then the text goes alone. */
  readonly pictureWait: Millis;
  /** For one try. */
  readonly timeout: Millis;
  readonly describe: (body: NoticeBody, facts: Channel['facts']) => NoticeText;
}

/** What one try to deliver needs to know of a message. */
export interface Outgoing {
  readonly key: string;
  readonly body: NoticeBody;
  readonly delivered: readonly string[];
}

/** Sends a message to its channel. @returns what the other side said. @throws DeliveryFailure */
export type Deliver = (
  channel: Channel,
  message: Outgoing,
  note: (receiver: string) => void,
  signal: AbortSignal,
) => Promise<string>;

export function createDeliver(options: DeliverOptions): Deliver {
  const { clock, senders, pictureOf, pictureWait, timeout, describe, onPictureOut } = options;

  async function pictureFor(alert: Alert, signal: AbortSignal): Promise<Picture | null> {
    const enough = new AbortController();
    const limit = AbortSignal.any([signal, enough.signal]);
    try {
      return await Promise.race([pictureOf(alert, limit), sleep(pictureWait, limit).then(() => null)]);
    } catch {
      // The alert matters more than its picture, whatever became of that.
      return null;
    } finally {
      enough.abort();
    }
  }

  return async (channel, message, note, signal) => {
    const { facts, secrets } = channel;
    if (!secrets) throw new DeliveryFailure('NOTIFY_SECRET', facts.name, { retry: true });
    const { key, body } = message;
    const alert = facts.pictures ? body.groups[0]?.last : undefined;
    const picture = alert ? await pictureFor(alert, signal) : null;
    const delivery: Omit<Delivery, 'settings'> = {
      ...{ channel, secrets, key, body, timeout, signal, note },
      now: clock.now(),
      text: describe(body, facts),
      describe: (other) => describe(other, facts),
      picture,
      delivered: new Set(message.delivered),
    };
    const answer = await dispatch(senders, facts.settings, delivery);
    if (alert && picture && channel.outside) onPictureOut(alert, picture.jpeg.length);
    return answer;
  };
}

function dispatch(senders: Senders, settings: Delivery['settings'], rest: Omit<Delivery, 'settings'>): Promise<string> {
  switch (settings.kind) {
    case 'web_push':
      return senders.web_push({ ...rest, settings });
    case 'webhook':
      return senders.webhook({ ...rest, settings });
    case 'email':
      return senders.email({ ...rest, settings });
    case 'telegram':
      return senders.telegram({ ...rest, settings });
    case 'ntfy':
      return senders.ntfy({ ...rest, settings });
    case 'mqtt':
      return senders.mqtt({ ...rest, settings });
  }
}
