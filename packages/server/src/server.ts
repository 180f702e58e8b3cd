import type { Clock, Service } from '@splitsight/kernel';
import { createSteppedClock, systemClock } from '@splitsight/kernel';
import { createLogger, type Logger, type Vitals } from '@splitsight/kernel/node';
import { type Assembly, assemble } from './assembly.ts';
import type { ServerConfig } from './config/schema.ts';
import { builtPage } from './http/page.ts';
import type { Address } from './listen.ts';

/** The central server: broker, heads, alerts, store, API and live page. */
export interface Server extends Service {
  /** Where it listens, with the ports that the system chose. @throws Error before it has started. */
  addresses(): { readonly http: Address; readonly mqtt: Address };
  /** How it is, at any time; to be asked once a second. */
  vitals(): Vitals;
}

const opening: Vitals = { isReady: false, isWell: true, status: 'opening the database and the models' };

/** What tests and the demo may put in place of the usual. */
export interface ServerDeps {
  readonly clock?: Clock;
  readonly log?: Logger;
  /** The folder of the built page. */
  readonly page?: string;
  /** The largest size of the database, in pages of 4096 bytes: a disk that is full at a known moment. */
  readonly maxStorePages?: number;
  /** How many vectors may wait for the database. */
  readonly maxStoreRows?: number;
  /** The file that the configuration was read from: settings are saved there. */
  readonly configFile?: string;
  /** Shows the first password, once; on stderr unless told otherwise. */
  readonly say?: (text: string) => void;
}

/**
 * Makes the server of a configuration; nothing is opened before it starts.
 *
 * Its start rejects with MQTT_PORT_TAKEN, HTTP_PORT_TAKEN, LISTEN_FAILED, STORE_…, HEAD_TWICE, RULE_CONTRADICTION, or
 * what openHead says of a model. Its stop takes no more messages, scores and writes what has come in, and closes.
 */
export function createServer(config: ServerConfig, deps: ServerDeps = {}): Server {
  let starting: Promise<Assembly> | undefined;
  let assembly: Assembly | undefined;
  return {
    async start(signal) {
      signal.throwIfAborted();
      starting ??= assemble(config, {
        clock: deps.clock ?? createSteppedClock(systemClock, () => performance.now()),
        log: deps.log ?? createLogger('splitsight-server', config.log_level),
        page: deps.page ?? builtPage,
        storeLimits: { maxPages: deps.maxStorePages, maxRows: deps.maxStoreRows },
        configFile: deps.configFile,
        say: deps.say ?? ((text) => void process.stderr.write(text)),
      });
      assembly = await starting;
    },
    async stop() {
      // A start that failed has closed everything again, and told its caller why.
      const opened = await starting?.catch(() => undefined);
      await opened?.close();
    },
    addresses() {
      if (!assembly) throw new Error('the server has not started');
      return assembly.addresses;
    },
    vitals: () => assembly?.vitals() ?? opening,
  };
}
