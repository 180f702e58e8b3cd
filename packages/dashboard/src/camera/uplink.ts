import { createTally, type Millis } from '@splitsight/kernel';
import { keepNothing } from '@splitsight/wire';
import mqtt, { type MqttClient } from 'mqtt';
import { createParcels, type Parcel, type ParcelLimits } from './parcels.ts';

/** A browser's way to the broker: MQTT 3.1.1 over a WebSocket of the page's own server. */
export interface BrowserUplink {
  /**
   * Sends a message at QoS 1. A browser keeps nothing that it cannot send: without a connection, or while too many messages
   * are on their way, it is not sent. What was sent is kept until it is acknowledged, up to a limit, and sent again over the
   * next connection.
   *
   * @param onDone is called with the time it took, once the broker has acknowledged it, unless it had to be sent again.
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
  /** Whether the broker reads messages, and has not acknowledged them for a while. */
  isOwed(): boolean;
  /** Messages that were sent and given up: `link_full` for want of room, `refused` since connections broke over them. */
  dropped(): Readonly<Partial<Record<UplinkDrop, number>>>;
  /** Says `stopped` and leaves. Idempotent. */
  stop(): Promise<void>;
}

export type UplinkDrop = 'link_full' | 'refused';

export interface UplinkOptions {
  readonly url: string;
  readonly clientId: string;
  /** Where the node's status stands: `online` on every connect, `offline` as the will, `stopped` at the end. */
  readonly statusTopic: string;
  /** Called when the connection comes or goes. */
  readonly onChange: () => void;
  /** Default {@link usual}. */
  readonly limits?: Partial<UplinkLimits>;
}

export interface UplinkLimits {
  readonly kept: ParcelLimits;
  /**
   * MQTT 3.1.1 numbers what is not acknowledged with 16 bits (2.3.1), and its brokers tell no Receive Maximum: with so many, a
   * new connection is begun.
   */
  readonly owed: number;
  /** What the broker has read, and not acknowledged for so long, does not keep other messages from being sent. */
  readonly readAfter: Millis;
  readonly reconnectEvery: Millis;
}

const usual: UplinkLimits = {
  // An hour of five messages a second.
  kept: { messages: 16_384, bytes: 32 * 1024 * 1024 },
  owed: 32_768,
  readAfter: 500,
  reconnectEvery: 2_000,
};
const maxInFlight = 16;
const farewell: Millis = 1_500;
const keepaliveSeconds = 20;

/** Opens an uplink, which connects again and again until it is stopped. */
export function openBrowserUplink({ url, clientId, statusTopic, onChange, limits }: UplinkOptions): BrowserUplink {
  const { kept, owed: mostOwed, readAfter, reconnectEvery } = { ...usual, ...limits };
  const retained = new Map<string, string>();
  const heard = new Map<string, (text: string) => void>();
  const parcels = createParcels(kept);
  const dropped = createTally<UplinkDrop>();
  /** Sent over this connection, and not acknowledged. */
  let owed = 0;
  let isAsking = false;
  let stopping: Promise<void> | undefined;
  const link = mqtt.connect(url, {
    protocolVersion: 4,
    clientId,
    clean: true,
    keepalive: keepaliveSeconds,
    connectTimeout: 10_000,
    reconnectPeriod: reconnectEvery,
    queueQoSZero: false,
    outgoingStore: keepNothing(new mqtt.Store()),
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
    sendAgain();
    onChange();
  });
  link.on('message', (topic, payload) => heard.get(topic)?.(new TextDecoder().decode(payload)));
  link.on('close', () => {
    forgetOutgoing();
    owed = 0;
    isAsking = false;
    const lost = parcels.end();
    if (lost > 0) dropped.add('refused', lost);
    onChange();
  });
  // What is wrong with a WebSocket, a browser does not tell; `close` follows.
  link.on('error', () => undefined);

  /** mqtt.js would wait for acknowledgements that never come: those of another connection, or of a server that cannot store. */
  function forgetOutgoing(): void {
    for (const id of Object.keys(link.outgoing)) link.removeOutgoingMessage(Number(id));
  }

  function send(parcel: Parcel, onArrived: () => void): void {
    if (!parcel.payload) return;
    owed++;
    parcels.send(parcel, performance.now());
    link.publish(parcel.topic, bufferOf(parcel.payload), { qos: 1 }, (error) => {
      if (error) return;
      owed--;
      parcels.arrive(parcel);
      onArrived();
      sendAgain();
    });
  }

  /** What an earlier connection owes goes behind what is fresh: it takes half of the room on the way. */
  function sendAgain(): void {
    while (link.connected && parcels.inFlight() < maxInFlight / 2) {
      const parcel = parcels.next();
      if (!parcel) return;
      send(parcel, () => undefined);
    }
  }

  /** Asks whether the broker has read what it has not acknowledged: it came in the order in which it was sent. */
  function ask(): void {
    if (isAsking || parcels.inFlight() < maxInFlight / 2) return;
    const sent = parcels.underway(performance.now() - readAfter);
    if (sent.length === 0) return;
    isAsking = true;
    const look = ({ cmd }: { cmd: string }) => {
      if (cmd === 'pingresp') settle(() => parcels.read(sent));
    };
    const settle = (then?: () => void) => {
      link.off('packetreceive', look);
      link.off('close', settle);
      isAsking = false;
      then?.();
      sendAgain();
    };
    link.on('packetreceive', look);
    link.once('close', settle);
    link.sendPing();
  }

  async function leave(): Promise<void> {
    if (link.connected) {
      const said = new Promise<void>((resolve) => {
        link.publish(statusTopic, 'stopped', { qos: 1, retain: true }, () => resolve());
      });
      await Promise.race([said, new Promise((resolve) => setTimeout(resolve, farewell))]);
    }
    forgetOutgoing();
    await new Promise<void>((resolve) => {
      link.end(!link.connected, {}, () => resolve());
      setTimeout(resolve, farewell);
    });
  }

  return {
    publish(topic, payload, onDone) {
      if (!link.connected) return false;
      if (owed >= mostOwed) {
        link.stream.destroy();
        return false;
      }
      ask();
      if (parcels.inFlight() >= maxInFlight) return false;
      const at = performance.now();
      const parcel = { topic, payload, broken: 0 };
      const lost = parcels.put(parcel);
      if (lost > 0) dropped.add('link_full', lost);
      send(parcel, () => onDone(performance.now() - at));
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
    waiting: parcels.size,
    isOwed: () => parcels.size() > maxInFlight,
    dropped: dropped.totals,
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
