import { createServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Tally } from '@splitsight/kernel';
import type { Topics } from '@splitsight/wire';
import { Aedes, type AedesPublishPacket, type Client, type PublishPacket } from 'aedes';
import { type Address, listen, unlisten } from '../listen.ts';
import type { Principal } from '../people/principal.ts';
import { createAcknowledger } from './acknowledger.ts';
import { createCreditors } from './creditors.ts';
import { createGuests, type Guest } from './guests.ts';
import { createListeners } from './listeners.ts';
import { createReading } from './reading.ts';
import { isForClients, type PublishRight, publishRight } from './rights.ts';
import { createPacketSieve, type SieveOptions } from './sieve.ts';

/**
 * Why a client was disconnected. The label values of splitsight_mqtt_clients_closed_total. `send_again`: so that it sends again what
 * could not be kept.
 */
export const closeReasons = [
  'oversized',
  'too_many',
  'forbidden_topic',
  'withdrawn',
  'too_slow',
  'send_again',
  'error',
] as const;
export type CloseReason = (typeof closeReasons)[number];

/** The embedded MQTT 3.1.1 broker. Sessions are not kept: a client that was away subscribes again. */
export interface Broker {
  /** Begins to serve. @throws CodedError MQTT_PORT_TAKEN or LISTEN_FAILED */
  listen(host: string, port: number): Promise<Address>;
  /** Hands every message of a topic filter to `onMessage`. Its payload is a view into the packet, not to be written. */
  subscribe(filter: string, onMessage: (topic: string, payload: Uint8Array) => void): void;
  /** Hands every feature message to `intake`; it is acknowledged when that calls `settled`, and not before. */
  receive(intake: Intake): void;
  /** Sends a text to all subscribers at QoS 1. */
  publish(topic: string, text: string, options?: { readonly retain: boolean }): void;
  /** Serves an MQTT client that came another way than by TCP; a guest has to have logged in. */
  accept(stream: Duplex, guest?: Guest): void;
  /** Disconnects guests whose right does not hold any more. */
  recheck(holds: (who: Principal) => boolean): void;
  clients(): number;
  /** Hands no more messages to the subscriptions of {@link subscribe}, and acknowledges no more to be kept. */
  mute(): void;
  /** Disconnects everybody. Idempotent. */
  close(): Promise<void>;
}

/**
 * Takes a feature message, and calls `settled` when it is kept, or refused for good. The payload is as in subscribe.
 *
 * @returns false when it cannot be kept now: it is not acknowledged, and has to come again.
 */
export type Intake = (topic: string, payload: Uint8Array, settled: () => void) => boolean;

export interface BrokerOptions {
  readonly maxPacketBytes: number;
  readonly maxClients: number;
  /** How many topics may hold a retained message of a client. */
  readonly maxRetained: number;
  readonly topics: Topics;
  readonly closed: Tally<CloseReason>;
  /** Whether more feature messages can be taken. While not, nothing is read from clients: their sockets fill up. */
  readonly hasRoom: () => boolean;
  /** Whether what could not be kept may come again: then those who sent it are disconnected, one after the other. */
  readonly mayComeAgain: () => boolean;
}

/** A client whose unsent bytes exceed this is disconnected. */
const maxUnsentBytes = 4 * 1024 * 1024;
const maxRetainedBytes = 65_536;
const maxSubscriptions = 256;
/** Rights are remembered for this many topics. */
const maxRemembered = 16_384;

/** Opens the broker. It is given its subscriptions before it listens, so that no message is acknowledged and lost. */
export async function openBroker(options: BrokerOptions): Promise<Broker> {
  const { topics, closed } = options;
  const rights = new Map<string, PublishRight>();
  const retained = new Set<string>();
  const connections = new Set<Duplex>();
  const why = new WeakMap<Duplex, CloseReason>();
  const guests = createGuests(topics);
  const reading = createReading(options.hasRoom);
  const listeners = createListeners<Duplex>(topics.every('camera', 'features'));
  const creditors = createCreditors({
    mayEnd: options.mayComeAgain,
    end: (stream) => end(stream, 'send_again'),
  });
  let intake: Intake = (_topic, _payload, settled) => {
    settled();
    return true;
  };
  let isMuted = false;
  let isClosed = false;

  const aedes = await Aedes.createBroker({
    // 0: the emitter keeps no queue, which would have no limit.
    concurrency: 0,
    connectTimeout: 10_000,
    drainTimeout: 20_000,
    maxTopicLevels: 8,
    preConnect(_client, packet, done) {
      // A kept session would queue messages for an absent client without limit.
      packet.clean = true;
      done(null, true);
    },
    authenticate(client, _username, password, done) {
      const isIn = guests.admit(client.conn, password === undefined ? undefined : String(password));
      if (isIn) return done(null, true);
      note(client.conn, 'withdrawn');
      // 5 is "not authorized" (MQTT 3.1.1, 3.2.2.3).
      done(Object.assign(new Error('log in first'), { returnCode: 5 }), null);
    },
    authorizePublish(client, packet, done) {
      const right = client && !guests.mayPublish(client.conn, packet.topic) ? 'none' : rightTo(packet.topic);
      if (right === 'none') return refuse(client, 'forbidden_topic', done);
      if (packet.retain && right === 'retained') packet.retain = mayRetain(packet.topic, packet.payload.length);
      else packet.retain = false;
      if (right === 'kept') take(client, packet, done);
      else done();
    },
    authorizeForward: (client, packet) =>
      isForClients(packet.topic) && guests.mayHear(client.conn, packet.topic) ? packet : null,
    authorizeSubscribe(client, subscription, done) {
      if (subscriptionsOf(client) >= maxSubscriptions) return done(null, null);
      listeners.subscribed(client.conn, subscription.topic);
      done(null, subscription);
    },
  });
  aedes.on('unsubscribe', (filters, client) => listeners.unsubscribed(client.conn, filters));
  aedes.on('clientError', (client) => note(client.conn, 'error'));
  aedes.on('connectionError', (client) => note(client.conn, 'error'));

  function rightTo(topic: string): PublishRight {
    const known = rights.get(topic);
    if (known) return known;
    const right = publishRight(topics, topic);
    // What is refused may be of any length, so it is not remembered.
    if (right === 'none') return right;
    if (rights.size >= maxRemembered) rights.clear();
    rights.set(topic, right);
    return right;
  }

  /** Wills, QoS 2, and those that came before their client was greeted: the broker acknowledges them after this. */
  function take(client: Client | null, { topic, payload }: PublishPacket, done: () => void): void {
    if (isMuted) return;
    // The will of a client that is gone: nobody waits for its acknowledgement, and the broker keeps it until this.
    const isWill = client?.closed === true;
    const isKept = intake(topic, toBytes(payload), () => {
      if (client?.closed !== true) done();
    });
    if (!isKept && client && !isWill) creditors.add(client.conn);
    if (isWill) done();
  }

  function mayRetain(topic: string, bytes: number): boolean {
    if (bytes === 0) retained.delete(topic);
    else if (bytes > maxRetainedBytes || (retained.size >= options.maxRetained && !retained.has(topic))) return false;
    else retained.add(topic);
    return true;
  }

  /** Counts why a connection ends, once. */
  function note(stream: Duplex, reason: CloseReason): void {
    if (why.has(stream)) return;
    why.set(stream, reason);
    closed.add(reason);
  }

  function end(stream: Duplex, reason: CloseReason): void {
    note(stream, reason);
    stream.destroy();
  }

  function refuse(client: Client | null, reason: CloseReason, done: (error: Error) => void): void {
    if (client) note(client.conn, reason);
    done(new Error(reason));
  }

  function accept(stream: Duplex, guest?: Guest): void {
    if (guest) guests.add(stream, guest);
    stream.on('error', () => stream.destroy());
    if (isClosed || connections.size >= options.maxClients) {
      end(stream, 'too_many');
      return;
    }
    connections.add(stream);
    stream.once('close', () => {
      connections.delete(stream);
      listeners.gone(stream);
      creditors.remove(stream);
    });
    guardWriting(stream);
    const sieve = createPacketSieve({ maxPacketBytes: options.maxPacketBytes, take: laneOf(stream, () => client) });
    const onOversized = () => end(stream, 'oversized');
    reading.guard(stream, { sieve, onOversized, onAlive: () => noteAlive(client) });
    const client = aedes.handle(stream);
  }

  /**
   * The way of feature messages, past the broker, which acknowledges before it hands on and costs several times as much
   * (decision 31).
   */
  function laneOf(stream: Duplex, clientOf: () => Client): SieveOptions['take'] {
    const { acknowledge } = createAcknowledger((packets) => void stream.write(packets));
    return ({ topic, payload, id, qos }) => {
      const client = clientOf();
      if (rightTo(topic) !== 'kept' || !client.connected || !guests.mayPublish(stream, topic)) return false;
      if (isMuted) return true;
      const isKept = intake(topic, payload, () => {
        if (qos > 0 && !stream.destroyed) acknowledge(id);
      });
      if (!isKept && qos > 0) creditors.add(stream);
      if (listeners.any()) aedes.publish({ cmd: 'publish', topic, payload, qos, retain: false, dup: false }, () => {});
      return true;
    };
  }

  /**
   * For a client whose buffer is full the broker would keep every message until it has read, without a limit. Here the
   * buffer is never full: the client may fall behind by so much, and is disconnected then.
   */
  function guardWriting(stream: Duplex): void {
    const { write } = stream;
    stream.write = (...args: unknown[]) => {
      if (stream.writableLength > maxUnsentBytes) end(stream, 'too_slow');
      else Reflect.apply(write, stream, args);
      return true;
    };
  }

  const server = createServer({ noDelay: true, keepAlive: true }, (socket: Socket) => accept(socket));

  return {
    listen: (host, port) => listen(server, host, port, 'MQTT_PORT_TAKEN'),
    subscribe(filter, onMessage) {
      const deliver = (packet: AedesPublishPacket, done: () => void) => {
        if (!isMuted) onMessage(packet.topic, toBytes(packet.payload));
        done();
      };
      aedes.subscribe(filter, deliver, () => {});
    },
    receive(to) {
      intake = to;
    },
    publish(topic, text, { retain } = { retain: false }) {
      if (text === '') retained.delete(topic);
      aedes.publish({ cmd: 'publish', topic, payload: text, qos: 1, retain, dup: false }, () => {});
    },
    accept,
    recheck(holds) {
      for (const stream of guests.withdrawn(connections, holds)) end(stream, 'withdrawn');
    },
    clients: () => connections.size,
    mute() {
      isMuted = true;
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      reading.close();
      creditors.close();
      const unlistened = unlisten(server);
      await new Promise<void>((resolve) => aedes.close(resolve));
      for (const stream of connections) stream.destroy();
      await unlistened;
    },
  };
}

function subscriptionsOf(client: Client): number {
  return 'subscriptions' in client && typeof client.subscriptions === 'object' && client.subscriptions !== null
    ? Object.keys(client.subscriptions).length
    : 0;
}

/**
 * A client that sends something is there, also when the broker does not see it, or not yet: a picture over a slow link takes
 * longer than its keep-alive.
 */
function noteAlive(client: Client): void {
  if ('_keepaliveTimer' in client) (client._keepaliveTimer as NodeJS.Timeout | null)?.refresh();
}

function toBytes(payload: string | Buffer): Uint8Array {
  return typeof payload === 'string' ? Buffer.from(payload) : payload;
}
