import { readFileSync } from 'node:fs';
import { type BackoffSchedule, backoffDelay, type Millis, messageOf, type Service, sleep } from '@splitsight/kernel';
import { type Logger, redactSecrets } from '@splitsight/kernel/node';
import { keepNothing } from '@splitsight/wire';
import { connect, type MqttClient, Store } from 'mqtt';
import type { BrokerConfig } from './config/broker.ts';
import type { SpoolConfig } from './config/spool.ts';
import { createDelivery, type Delivery } from './delivery.ts';
import { edgeError, edgeErrors } from './errors.ts';
import { openSpool } from './spool/spool.ts';
import { createLink } from './uplink/link.ts';

/** How things stand between the agent and the broker. */
export interface UplinkState {
  readonly connected: boolean;
  /** Messages in memory that the broker has not acknowledged. */
  readonly waiting: number;
  readonly dropped: Readonly<Record<string, number>>;
  /** Messages on disk; undefined when none are ever written. */
  readonly spool: ReturnType<Delivery['spool']>;
}

/** The agent's way to the broker: MQTT 3.1.1. */
export interface Uplink extends Service {
  /**
   * Sends a message at QoS 1, or keeps it until the broker is back, on disk if that takes long.
   *
   * @param onDone is called with the time it took, once the broker has acknowledged it, unless that took so long that the
   * message went by way of the disk.
   */
  publish(topic: string, payload: Uint8Array, onDone?: (took: Millis) => void): void;
  /** The same for a message that is never written to disk. */
  answer(topic: string, payload: Uint8Array): void;
  /** Sends a retained message now and again on every connect: what is true of the agent, the latest word of each topic. */
  retain(topic: string, payload: string): void;
  /** Sends a message at QoS 0 if the broker is there; it is worth nothing later. @returns whether it was sent. */
  mention(topic: string, payload: string): boolean;
  /** Hands on what comes on some topic filters, from every connection to come on; to be called before the start. */
  hear(listener: UplinkListener): void;
  /** Has everything that is published from now on, and what waits, changed just before it is sent. */
  amend(change: (topic: string, payload: Uint8Array) => Uint8Array): void;
  state(): UplinkState;
}

/** Who hears what comes from the broker. */
export interface UplinkListener {
  readonly filters: readonly string[];
  onMessage(topic: string, payload: Uint8Array): void;
  /** A connection is there; nothing that waits has been sent yet. */
  onConnected?(): void;
  /** The broker has said all that it kept, or cannot be reached: there is nothing more to wait for now. */
  onSettled?(): void;
  /** A connection is gone. */
  onDisconnected?(): void;
}

/** What {@link createUplink} needs to know. */
export interface UplinkOptions {
  readonly broker: BrokerConfig;
  readonly spool: SpoolConfig;
  readonly clientId: string;
  /** Where the agent's status stands: `online` on every connect, `offline` as the will, `stopped` at the end. */
  readonly statusTopic: string;
  /** Called for every message that is sent, and sent again, with the bytes of its payload. */
  readonly onSent?: (topic: string, bytes: number) => void;
  readonly log: Logger;
}

/**
 * When nobody answers at all by then, it is tried anew. The system itself repeats a lost SYN after 1, 3, 7 and 15 s, so that
 * a link that is back would be noticed ever later.
 */
const answerWithin: Millis = 4_500;
/** A broker that answers has so long to let the agent in: over TLS and a slow link that takes some seconds. */
const connectTimeout: Millis = 10_000;
const farewell: Millis = 1_000;
/** Two agents of one name do not talk each other down more often. */
const insistAfter: Millis = 200;
/** The longest wait is what an agent may be silent for after the broker is back. */
const schedule: BackoffSchedule = { first: 250, max: 3_000, factor: 2, jitter: 0.5 };
/** A broker that takes connections and ends them at once is not asked again and again without a wait. */
const goodFor: Millis = 2_000;
/** Between two tries, however long the first one took. */
const leastWait: Millis = 100;

/** Makes an uplink. It starts at once, whether or not the broker is there, and keeps trying until it is stopped. */
export function createUplink({ broker, spool, clientId, statusTopic, onSent, log }: UplinkOptions): Uplink {
  const retained = new Map<string, string>();
  const listeners: UplinkListener[] = [];
  let change: ((topic: string, payload: Uint8Array) => Uint8Array) | undefined;
  const stopping = new AbortController();
  let password: string | undefined;
  let client: MqttClient | undefined;
  let delivery: Delivery | undefined;
  let insisting: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let stopped: Promise<void> | undefined;

  function prepare(topic: string, made: Uint8Array): Uint8Array {
    const payload = change?.(topic, made) ?? made;
    onSent?.(topic, payload.length);
    return payload;
  }

  const size = () => delivery?.size() ?? 0;

  function say(link: MqttClient, topic: string, payload: string, onDone?: () => void): void {
    onSent?.(topic, Buffer.byteLength(payload));
    link.publish(topic, payload, { qos: 1, retain: true }, onDone);
  }

  function greet(link: MqttClient): void {
    say(link, statusTopic, 'online');
    for (const [topic, payload] of retained) say(link, topic, payload);
    const way = createLink(link, prepare);
    link.subscribe([statusTopic, ...listeners.flatMap(({ filters }) => filters)], { qos: 1 }, (error) => {
      // What was kept follows the answer to the subscription, before that to a question that comes later.
      if (!error && link.connected) way.ping(settle);
    });
    for (const listener of listeners) listener.onConnected?.();
    delivery?.begin(way);
  }

  function settle(): void {
    for (const listener of listeners) listener.onSettled?.();
  }

  /** The will of a connection that this one took the place of may be heard after it: the agent is there all the same. */
  function insist(link: MqttClient, status: string): void {
    if (status === 'online') return;
    insisting ??= setTimeout(() => {
      insisting = undefined;
      if (link.connected && !stopping.signal.aborted) say(link, statusTopic, 'online');
    }, insistAfter);
  }

  /** One connection, from the attempt to its end. @returns since when it stood, if it came about, and what ended it. */
  function runOnce(): Promise<{ since: Millis | undefined; problem: string }> {
    return new Promise((resolve) => {
      let since: Millis | undefined;
      let problem = 'closed';
      const link = connect(broker.url, {
        protocolVersion: 4,
        clientId,
        clean: true,
        keepalive: broker.keepalive_s,
        connectTimeout,
        // Every connection is a new client: what was on its way waits in our queue, in order, and is bounded.
        reconnectPeriod: 0,
        queueQoSZero: false,
        outgoingStore: keepNothing(new Store()),
        ...(broker.username === null ? {} : { username: broker.username }),
        ...(password === undefined ? {} : { password }),
        will: { topic: statusTopic, payload: Buffer.from('offline'), qos: 1, retain: true },
      });
      client = link;
      link.on('connect', () => {
        since = performance.now();
        log.info('connected to the broker', { url: redactSecrets(broker.url) });
        greet(link);
      });
      link.on('message', (topic, payload) => {
        if (topic === statusTopic) insist(link, String(payload));
        for (const listener of listeners) if (listener.filters.some(matches(topic))) listener.onMessage(topic, payload);
      });
      link.on('error', (error) => {
        problem = describe(error);
      });
      const patience = setTimeout(() => {
        const { stream } = link;
        if ('connecting' in stream && stream.connecting) stream.destroy(new Error('no answer'));
      }, answerWithin);
      link.once('close', () => {
        clearTimeout(patience);
        clearTimeout(insisting);
        insisting = undefined;
        client = undefined;
        delivery?.end();
        if (since !== undefined) for (const listener of listeners) listener.onDisconnected?.();
        settle();
        link.end(true);
        resolve({ since, problem });
      });
    });
  }

  async function run(signal: AbortSignal): Promise<void> {
    let failures = 0;
    let told = '';
    while (!signal.aborted) {
      const began = performance.now();
      const { since, problem } = await runOnce();
      if (signal.aborted) return;
      const now = performance.now();
      failures = since !== undefined && now - since > goodFor ? 1 : failures + 1;
      // A try that took long has been a wait, too.
      const waited = since === undefined ? now - began : 0;
      const wait = Math.max(leastWait, backoffDelay(schedule, failures, Math.random()) - waited);
      if (failures === 1 || problem !== told) log.warn(problem, { retry_ms: Math.round(wait) });
      told = problem;
      await sleep(wait, signal);
    }
  }

  async function leave(): Promise<void> {
    stopping.abort();
    const link = client;
    const end = performance.now() + farewell;
    while (size() > 0 && link?.connected && performance.now() < end) await sleep(10);
    const lost = delivery?.close() ?? 0;
    if (lost > 0) log.warn('messages that did not arrive are lost', { messages: lost });
    if (link?.connected) await sayGoodbye(link);
    // mqtt.js does not end a second time, however forcefully.
    link?.stream.destroy();
    await running;
  }

  async function sayGoodbye(link: MqttClient): Promise<void> {
    const said = new Promise<void>((resolve) => {
      say(link, statusTopic, 'stopped', resolve);
    });
    await Promise.race([said, sleep(farewell)]);
    // mqtt.js would wait until all is acknowledged; of a client that goes without a goodbye the broker says `offline`.
    for (const id of Object.keys(link.outgoing)) link.removeOutgoingMessage(Number(id));
    await Promise.race([link.endAsync(), sleep(farewell)]);
  }

  return {
    start() {
      password = broker.password ?? readPassword(broker.password_file);
      delivery = createDelivery({
        most: broker.max_waiting,
        spool: spool.enabled ? openSpool(spool, log) : undefined,
        after: spool.after_s * 1000,
        perSecond: spool.per_s,
      });
      running = run(stopping.signal);
      return Promise.resolve();
    },
    stop() {
      stopped ??= leave();
      return stopped;
    },
    publish(topic, payload, onDone) {
      delivery?.put({ topic, payload, isKept: true, onDone });
    },
    answer(topic, payload) {
      delivery?.put({ topic, payload, isKept: false });
    },
    retain(topic, payload) {
      retained.set(topic, payload);
      if (client?.connected) say(client, topic, payload);
    },
    mention(topic, payload) {
      if (!client?.connected) return false;
      onSent?.(topic, Buffer.byteLength(payload));
      client.publish(topic, payload, { qos: 0 });
      return true;
    },
    hear(listener) {
      listeners.push(listener);
    },
    amend(next) {
      change = next;
    },
    state: () => ({
      connected: client?.connected ?? false,
      waiting: size(),
      dropped: delivery?.dropped() ?? {},
      spool: delivery?.spool(),
    }),
  };
}

/** Whether a topic filter matches a topic: our filters have `+` and no `#` (MQTT 3.1.1, 4.7). */
function matches(topic: string): (filter: string) => boolean {
  const levels = topic.split('/');
  return (filter) => {
    const wanted = filter.split('/');
    return wanted.length === levels.length && wanted.every((level, i) => level === '+' || level === levels[i]);
  };
}

function describe(error: Error): string {
  const code = 'code' in error ? error.code : undefined;
  const refused = typeof code === 'number' && code >= 1 && code <= 5;
  const what = refused ? 'UPLINK_REFUSED' : 'UPLINK_UNREACHABLE';
  return `${what}: ${edgeErrors[what]} (${redactSecrets(messageOf(error)) || String(code)})`;
}

/** @throws CodedError UPLINK_PASSWORD_FILE */
function readPassword(path: string | null): string | undefined {
  if (path === null) return undefined;
  try {
    return readFileSync(path, 'utf8').split(/\r?\n/, 1)[0];
  } catch (error) {
    throw edgeError('UPLINK_PASSWORD_FILE', messageOf(error), error);
  }
}
