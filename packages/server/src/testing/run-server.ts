import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogFields, Logger } from '@splitsight/kernel/node';
import { type ServerConfig, serverConfigSchema } from '../config/schema.ts';
import { createServer, type ServerDeps } from '../server.ts';

type Overrides = Parameters<typeof serverConfigSchema.parse>[0] & object;

/** A server of a test: free ports, a folder of its own, its log in memory. */
export interface RunningServer {
  readonly http: string;
  readonly mqtt: string;
  readonly port: number;
  readonly config: ServerConfig;
  readonly lines: readonly LogLine[];
  stop(): Promise<void>;
}

export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly fields: LogFields | undefined;
}

/** A folder that the test removes. */
export interface Folder {
  readonly path: string;
  remove(): void;
}

export function makeFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'splitsight-server-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A log that is kept. */
export function createMemoryLog(): { readonly log: Logger; readonly lines: readonly LogLine[] } {
  const lines: LogLine[] = [];
  const write = (level: string) => (message: string, fields?: LogFields) => void lines.push({ level, message, fields });
  return { lines, log: { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') } };
}

/** Starts a server on free loopback ports with its database in `folder`. */
export async function runServer(
  folder: string,
  overrides: Overrides = {},
  deps: ServerDeps = {},
): Promise<RunningServer> {
  const { log, lines } = createMemoryLog();
  const config = serverConfigSchema.parse({
    store: { path: join(folder, 'test.db') },
    heads: [],
    backbones: [],
    ...overrides,
    // A machine that stands still for a while makes no frame late that a test sends as it is captured.
    admit: { late_s: 30, ...('admit' in overrides && typeof overrides.admit === 'object' ? overrides.admit : {}) },
    mqtt: { port: 0, ...('mqtt' in overrides && typeof overrides.mqtt === 'object' ? overrides.mqtt : {}) },
    http: {
      port: 0,
      login: 'off',
      ...('http' in overrides && typeof overrides.http === 'object' ? overrides.http : {}),
    },
  });
  const server = createServer(config, { log, page: join(folder, 'no-page'), ...deps });
  await server.start(new AbortController().signal);
  const { http, mqtt } = server.addresses();
  return {
    http: `http://127.0.0.1:${http.port}`,
    mqtt: `mqtt://127.0.0.1:${mqtt.port}`,
    port: mqtt.port,
    config,
    lines,
    stop: () => server.stop(),
  };
}
