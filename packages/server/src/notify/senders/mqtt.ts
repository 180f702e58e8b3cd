import { isIP } from 'node:net';
import { messageOf, sleep } from '@splitsight/kernel';
import { connectAsync } from 'mqtt';
import type { Delivery, Send } from '../channel.ts';
import { cloudEventOf } from '../cloud-event.ts';
import { DeliveryFailure } from '../failure.ts';
import { resolveTarget } from '../resolve.ts';
import { fillTemplate } from '../template.ts';

/** The part of the server's own broker that a message goes through. */
export interface OwnBroker {
  publish(topic: string, text: string, options: { readonly retain: boolean }): void;
}

/** Publishes the message on a topic of the server's own broker, or of another. @param source names this server. */
export function createMqttSender(own: OwnBroker, source: string): Send<'mqtt'> {
  return async (delivery) => {
    const { broker, topic: template, payload: told, retain } = delivery.settings;
    const { body, text } = delivery;
    const topic = fillTemplate(template, body, text, false);
    const payload =
      told === null
        ? JSON.stringify(cloudEventOf(delivery, source))
        : fillTemplate(told, body, text, /^\s*[[{]/.test(told));
    if (broker === null) own.publish(topic, payload, { retain });
    else await publishTo(broker, topic, payload, delivery);
    return `published on ${topic}`;
  };
}

async function publishTo(broker: string, topic: string, payload: string, delivery: Delivery<'mqtt'>): Promise<void> {
  const { settings, secrets, channel, timeout } = delivery;
  const { hostname, protocol, port, host } = new URL(broker);
  const isSecure = protocol === 'mqtts:';
  const { address, family } = await resolveTarget(hostname, channel.outside);
  try {
    const client = await connectAsync(
      `${isSecure ? 'mqtts' : 'mqtt'}://${family === 6 ? `[${address}]` : address}:${port === '' ? (isSecure ? 8883 : 1883) : port}`,
      {
        ...(isIP(hostname) === 0 && { servername: hostname }),
        ...(settings.user !== '' && { username: settings.user }),
        ...(secrets.password !== undefined && { password: secrets.password }),
        reconnectPeriod: 0,
        connectTimeout: timeout,
      },
      false,
    );
    try {
      client.on('error', () => {});
      const done = new AbortController();
      const late = sleep(timeout, done.signal).then(() => {
        if (!done.signal.aborted) throw new Error(`not acknowledged within ${timeout / 1000} s`);
      });
      const published = client.publishAsync(topic, payload, { qos: settings.qos, retain: settings.retain });
      await Promise.race([published, late]).finally(() => done.abort());
    } finally {
      await client.endAsync(true);
    }
  } catch (error) {
    throw new DeliveryFailure('NOTIFY_UNREACHABLE', `${host} (${messageOf(error)})`, { retry: true }, error);
  }
}
