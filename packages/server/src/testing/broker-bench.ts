import { createTally, type Tally } from '@splitsight/kernel';
import { createTopics } from '@splitsight/wire';
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import { afterEach, vi } from 'vitest';
import { type Broker, type BrokerOptions, type CloseReason, type Intake, openBroker } from '../broker/broker.ts';

export const topics = createTopics();
export const features = 'splitsight/v1/yard/cam/gate/features';
export const status = 'splitsight/v1/yard/cam/gate/status';

/** A broker of a test that listens. */
export interface OpenedBroker {
  readonly broker: Omit<Broker, 'receive'> & {
    /** As of a broker whose intake keeps everything. */
    receive(intake: (...args: Parameters<Intake>) => void): void;
  };
  readonly closed: Tally<CloseReason>;
  readonly port: number;
  connect(more?: IClientOptions): Promise<MqttClient>;
  /** What a client hears of a filter from now on. */
  hear(client: MqttClient, filter: string): Promise<string[]>;
}

/** What a test of the broker works with. */
export interface BrokerBench {
  setUp(options?: Partial<BrokerOptions>): Promise<OpenedBroker>;
  /** Does something after the test. */
  later(cleanup: () => unknown): void;
}

/** The time of a test whose timers wait until it lets time pass. */
export interface HeldTime {
  /** Lets time pass at once. */
  pass(millis: number): void;
  /** Waits for what sockets bring, while no time passes. */
  until(condition: () => boolean): Promise<void>;
}

/** Holds the time of this process from now on until after the test; to be called before the broker is opened. */
export function holdTime(later: BrokerBench['later']): HeldTime {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
  later(() => vi.useRealTimers());
  return {
    pass: (millis) => void vi.advanceTimersByTime(millis),
    async until(condition) {
      while (!condition()) await new Promise(setImmediate);
    },
  };
}

const always = { hasRoom: () => true, mayComeAgain: () => true };

/** To be called once a file: closes what its tests opened, in reverse order. */
export function useBroker(): BrokerBench {
  const cleanups: (() => unknown)[] = [];
  const later = (cleanup: () => unknown) => void cleanups.push(cleanup);
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });
  return {
    later,
    async setUp(options = {}) {
      const closed = createTally<CloseReason>();
      const limits = { maxPacketBytes: 300_000, maxClients: 10, maxRetained: 10 };
      const broker = await openBroker({ ...limits, topics, closed, ...always, ...options });
      later(() => broker.close());
      const { port } = await broker.listen('127.0.0.1', 0);
      return {
        ...{ closed, port },
        broker: {
          ...broker,
          receive: (intake) => {
            broker.receive((...args) => {
              intake(...args);
              return true;
            });
          },
        },
        async connect(more = {}) {
          const client = await connectAsync(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 0, ...more });
          later(() => client.endAsync(true));
          return client;
        },
        async hear(client, filter) {
          const heard: string[] = [];
          client.on('message', (_topic, payload) => void heard.push(payload.toString()));
          await client.subscribeAsync(filter, { qos: 1 });
          return heard;
        },
      };
    },
  };
}
