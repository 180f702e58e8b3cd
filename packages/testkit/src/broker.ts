import { createServer, type Server, type Socket } from 'node:net';
import type { Millis } from '@splitsight/kernel';
import { Aedes } from 'aedes';

/** A message that a client published. */
export interface ReceivedMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: number;
  readonly retain: boolean;
  readonly receivedAt: Millis;
}

/** A real MQTT broker inside the test's own process. */
export interface TestBroker {
  /** mqtt://127.0.0.1:port, the same after a restart. */
  readonly url: string;
  readonly port: number;
  /** What clients published, oldest first; the oldest go when there are more than `keep`. */
  readonly messages: readonly ReceivedMessage[];
  /** How many messages had to go. */
  forgotten(): number;
  /** The ids of the clients that are connected. */
  clients(): readonly string[];
  /** Drops every connection and refuses new ones. Sessions and retained messages are lost. */
  stop(): Promise<void>;
  /** Listens again on the same port after {@link stop}. */
  start(): Promise<void>;
  close(): Promise<void>;
}

export interface BrokerOptions {
  /** The only user let in; without it, everybody is. */
  readonly user?: string;
  readonly password?: string;
  /** Where it listens; the system chooses a port unless told. */
  readonly port?: number;
  /** How many messages are kept, default 10,000. */
  readonly keep?: number;
  /** What becomes of a message: it is acknowledged unless this says otherwise. It is recorded in any case. */
  readonly judge?: (topic: string, payload: Uint8Array) => Judgement;
}

/** `ignore`: it is never acknowledged. `disconnect`: the client is sent away for it. */
export type Judgement = 'take' | 'ignore' | 'disconnect';

/** Opens a broker for MQTT 3.1.1 over TCP on a loopback port that the system chooses. */
export async function openBroker(options: BrokerOptions = {}): Promise<TestBroker> {
  const { user, password, keep = 10_000, judge = () => 'take' } = options;
  const messages: ReceivedMessage[] = [];
  let forgotten = 0;
  const record = (message: ReceivedMessage) => {
    if (messages.push(message) <= keep) return;
    messages.shift();
    forgotten++;
  };
  const login = user === undefined ? undefined : { user, password };
  const open = (port: number) => openListener(port, { record, judge, login });
  let listener: Listener | undefined = await open(options.port ?? 0);
  const { port } = listener;
  const stop = async () => {
    const closing = listener;
    listener = undefined;
    await closing?.close();
  };
  return {
    url: `mqtt://127.0.0.1:${port}`,
    port,
    messages,
    forgotten: () => forgotten,
    clients: () => [...(listener?.clients ?? [])],
    stop,
    async start() {
      listener ??= await open(port);
    },
    close: stop,
  };
}

interface Listener {
  readonly port: number;
  readonly clients: ReadonlySet<string>;
  close(): Promise<void>;
}

interface Login {
  readonly user: string;
  readonly password: string | undefined;
}

interface ListenerParts {
  readonly record: (message: ReceivedMessage) => void;
  readonly judge: NonNullable<BrokerOptions['judge']>;
  readonly login: Login | undefined;
}

async function openListener(port: number, { record, judge, login }: ListenerParts): Promise<Listener> {
  const broker = await Aedes.createBroker({
    authenticate(_client, user, password, done) {
      done(null, !login || (user === login.user && password?.toString() === login.password));
    },
    authorizePublish(client, packet, done) {
      const { topic, payload, qos, retain } = packet;
      // Without a client it is the broker's own announcement.
      if (!client) return done();
      const bytes = Buffer.from(payload);
      record({ topic, payload: bytes, qos, retain, receivedAt: Date.now() });
      const judgement = judge(topic, bytes);
      // Messages of this kind are not acknowledged.
      if (judgement === 'ignore') packet.qos = 0;
      done(judgement === 'disconnect' ? new Error('not allowed') : null);
    },
  });
  const clients = new Set<string>();
  broker.on('client', ({ id }) => clients.add(id));
  broker.on('clientDisconnect', ({ id }) => clients.delete(id));
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    broker.handle(socket);
  });
  await listen(server, port);
  return {
    port: portOf(server),
    clients,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
      await new Promise<void>((resolve) => broker.close(resolve));
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
