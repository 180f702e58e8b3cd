import type { Millis } from '@splitsight/kernel';
import mqtt, { type MqttClient } from 'mqtt';

/** A browser's way to the broker: MQTT 3.1.1 over a WebSocket of the page's own server. */
export interface BrowserUplink {
  /**
   * Sends a message at QoS 1. A browser keeps nothing for later: without a connection, or while too many messages are on
   * their way, it is not sent.
   *
   * @param onDone is called with the time it took, once the broker has acknowledged it.
   * @returns false when it was not sent.
   */
  publish(topic: string, payload: Uint8Array, onDone: (took: Millis) => void): boolean;
  /** Sends a retained message now and again on every connect, the latest word of each topic. */
  retain(topic: string, payload: string): void;
  /** Sends a message at QoS 0 if the broker is there. */
  mention(topic: string, payload: string): void;
  /** Hears a topic from every connect on; what stands there, too. */
  hear(topic: string, onMessage: (text: string) => void): void;
  connected(): boolean;
  /** Messages that the broker has not acknowledged. */
  waiting(): number;
  /** Says `stopped` and leaves. Idempotent. */
  stop(): Promise<void>;
}

export interface UplinkOptions {
  readonly url: string;
  readonly clientId: string;
  /** Where the node's status stands: `online` on every connect, `offline` as the will, `stopped` at the end. */
  readonly statusTopic: string;
  /** Called when the connection comes or goes. */
  readonly onChange: () => void;
}

const maxInFlight = 16;
const reconnectEvery: Millis = 2_000;
const farewell: Millis = 1_500;
const keepaliveSeconds = 20;

/** Opens an uplink, which connects again and again until it is stopped. */
export function openBrowserUplink({ url, clientId, statusTopic, onChange }: UplinkOptions): BrowserUplink {
  const retained = new Map<string, string>();
  const heard = new Map<string, (text: string) => void>();
  let inFlight = 0;
  let stopping: Promise<void> | undefined;
  const link = mqtt.connect(url, {
    protocolVersion: 4,
    clientId,
    clean: true,
    keepalive: keepaliveSeconds,
    connectTimeout: 10_000,
    reconnectPeriod: reconnectEvery,
    queueQoSZero: false,
    // It is done on every connect here.
    resubscribe: false,
    // The other timers run in a worker made of a text, which the page's policy forbids.
    timerVariant: 'native',
    will: { topic: statusTopic, payload: bufferOf(new TextEncoder().encode('offline')), qos: 1, retain: true },
  });
  const say = (topic: string, payload: string) => link.publish(topic, payload, { qos: 1, retain: true });
  link.on('connect', () => {
    say(statusTopic, 'online');
    for (const [topic, payload] of retained) say(topic, payload);
    for (const topic of heard.keys()) link.subscribe(topic, { qos: 1 });
    onChange();
  });
  link.on('message', (topic, payload) => heard.get(topic)?.(new TextDecoder().decode(payload)));
  link.on('close', onChange);
  // What is wrong with a WebSocket, a browser does not tell; `close` follows.
  link.on('error', () => undefined);

  async function leave(): Promise<void> {
    if (link.connected) {
      const said = new Promise<void>((resolve) => {
        link.publish(statusTopic, 'stopped', { qos: 1, retain: true }, () => resolve());
      });
      await Promise.race([said, new Promise((resolve) => setTimeout(resolve, farewell))]);
    }
    await new Promise<void>((resolve) => {
      link.end(!link.connected, {}, () => resolve());
      setTimeout(resolve, farewell);
    });
  }

  return {
    publish(topic, payload, onDone) {
      if (!link.connected || inFlight >= maxInFlight) return false;
      const at = performance.now();
      inFlight++;
      link.publish(topic, bufferOf(payload), { qos: 1 }, (error) => {
        inFlight--;
        if (!error) onDone(performance.now() - at);
      });
      return true;
    },
    retain(topic, payload) {
      retained.set(topic, payload);
      if (link.connected) say(topic, payload);
    },
    mention(topic, payload) {
      if (link.connected) link.publish(topic, payload, { qos: 0 });
    },
    hear(topic, onMessage) {
      heard.set(topic, onMessage);
      if (link.connected) link.subscribe(topic, { qos: 1 });
    },
    connected: () => link.connected,
    waiting: () => inFlight,
    stop() {
      stopping ??= leave();
      return stopping;
    },
  };
}

/** mqtt.js names Node's type; its browser build takes any bytes. */
function bufferOf(bytes: Uint8Array): Parameters<MqttClient['publish']>[1] & Buffer {
  return bytes as Buffer;
}
