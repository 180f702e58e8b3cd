import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Millis, sleep } from '@splitsight/kernel';
import { z } from 'zod';
import { cliError } from '../errors.ts';
import { type Daemon, openDaemon } from './daemon.ts';

/** A camera the agent is to pull. */
export interface StackCamera {
  readonly id: string;
  readonly name: string;
  /** rtsp://, http://, a file or /dev/video0. */
  readonly url: string;
}

/** Which server and agent to run. Keys of `server` and `edge` are those of the configuration files. */
export interface StackOptions {
  /** An existing folder of this run's own: configuration and database go there. */
  readonly directory: string;
  readonly cameras: readonly StackCamera[];
  /** The folder of the backbone. */
  readonly backbone: string;
  /** Head folders and what replaces the rule their manifest suggests. */
  readonly heads: readonly {
    readonly model: string;
    readonly name?: string;
    readonly rule?: Readonly<Record<string, unknown>>;
  }[];
  /** 0 takes any free port. */
  readonly httpPort: number;
  readonly mqttPort: number;
  readonly server?: Readonly<Record<string, unknown>>;
  readonly edge?: Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal;
}

/** What of it a server alone needs. */
export type ServerOptions = Pick<StackOptions, 'directory' | 'heads' | 'httpPort' | 'mqttPort' | 'server' | 'signal'>;

/** A server as a process of its own, and where it listens. */
export interface RunningServer {
  readonly server: Daemon;
  readonly addresses: Addresses;
}

/** The database's name in the folder of a run. */
export const databaseName = 'splitsight.db';

/** A running server, its broker and one agent, each a process of its own. */
export interface Stack {
  /** http://host:port/ of the dashboard. */
  readonly pageUrl: string;
  /** ws://host:port/api/v1/live */
  readonly liveUrl: string;
  /** mqtt://host:port */
  readonly brokerUrl: string;
  readonly server: Daemon;
  readonly agent: Daemon;
  close(): Promise<void>;
}

/** A busy machine takes long to load what it runs; a server that ends is not waited for. */
const startLimit: Millis = 120_000;

/**
 * Starts a server, then an agent that publishes to it.
 *
 * @returns once the server listens; cameras come online after that, as the live WebSocket tells.
 * @throws CodedError STACK_SERVER with the server's own reason when it does not start.
 */
export async function openStack(options: StackOptions): Promise<Stack> {
  const { server, addresses } = await openServer(options);
  try {
    return await addAgent(options, server, addresses);
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function addAgent(options: StackOptions, server: Daemon, addresses: Addresses): Promise<Stack> {
  const edgeFile = join(options.directory, 'edge.yaml');
  await writeConfig(edgeFile, {
    site: 'demo',
    node: 'box-1',
    log_level: 'warn',
    broker: { url: addresses.mqtt },
    spool: { path: join(options.directory, 'spool.db') },
    model: { path: options.backbone, codec: 'u8' },
    cameras: options.cameras,
    ...options.edge,
  });
  const agent = openDaemon({
    module: '@splitsight/edge/main',
    args: ['--config', edgeFile],
    environment: { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '131072' },
  });
  return {
    pageUrl: `${addresses.http}/`,
    liveUrl: `${addresses.http.replace(/^http/, 'ws')}/api/v1/live`,
    brokerUrl: addresses.mqtt,
    server,
    agent,
    async close() {
      await agent.stop();
      await server.stop();
    },
  };
}

/** Starts a server alone. @throws CodedError STACK_SERVER with its own reason when it does not start. */
export async function openServer(options: ServerOptions): Promise<RunningServer> {
  const { directory, heads, httpPort, mqttPort } = options;
  const file = join(directory, 'server.yaml');
  await writeConfig(file, {
    log_level: 'warn',
    mqtt: { port: mqttPort },
    http: { port: httpPort, login: 'off' },
    store: { path: join(directory, databaseName) },
    heads,
    ...options.server,
  });
  return startServer(file, options.signal);
}

/** YAML is a superset of JSON. */
function writeConfig(path: string, config: Readonly<Record<string, unknown>>): Promise<void> {
  return writeFile(path, JSON.stringify(config, null, 2), { mode: 0o600 });
}

async function startServer(configFile: string, signal?: AbortSignal): Promise<RunningServer> {
  let onReady: (addresses: Addresses) => void = () => undefined;
  const ready = new Promise<Addresses>((resolve) => {
    onReady = resolve;
  });
  const server = openDaemon({
    module: '@splitsight/server/main',
    args: ['--config', configFile],
    environment: { MALLOC_ARENA_MAX: '2' },
    onLine(line) {
      const addresses = parseAddresses(line);
      if (addresses) onReady(addresses);
    },
  });
  const settled = new AbortController();
  // Not AbortSignal.timeout: Node 20 may forget one that only AbortSignal.any knows.
  const patience = sleep(startLimit, AbortSignal.any([settled.signal, ...(signal ? [signal] : [])]));
  const ended = Promise.race([server.exited, patience]).then(() => undefined);
  const addresses = await Promise.race([ready, ended]);
  settled.abort();
  if (addresses) return { server, addresses };
  await server.stop();
  throw cliError('STACK_SERVER', server.tail().at(-1) ?? 'it said nothing');
}

const addressesSchema = z.object({ http: z.url(), mqtt: z.url() });
type Addresses = z.output<typeof addressesSchema>;

/** The server's one line on stdout says where it listens. */
function parseAddresses(line: string): Addresses | undefined {
  try {
    return addressesSchema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}
