import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fetchOnce } from '@splitsight/testkit';
import { z } from 'zod';
import { type Running, runProgram } from './running.ts';

const addressesSchema = z.object({ http: z.url(), mqtt: z.url() });

/** The server of a test: it may be killed and comes back where it was. */
export interface ServerUnderTest {
  readonly database: string;
  /** Of its latest start. */
  readonly http: string;
  readonly mqtt: string;
  readonly process: Running;
  /** @returns once it listens. */
  start(): Promise<void>;
  /** The value of a metric, summed over its labels. */
  metric(name: string, label?: string): Promise<number>;
}

export interface ServerOptions {
  readonly script: string;
  readonly folder: string;
  /** The folder of its database; `folder` unless told. */
  readonly dataFolder?: string | undefined;
  readonly config: Readonly<Record<string, unknown>>;
  readonly host?: string | undefined;
  readonly namespace?: string | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/** Makes a server that does not run yet. */
export function createServerUnderTest(options: ServerOptions): ServerUnderTest {
  const { script, folder, config, host = '127.0.0.1', namespace } = options;
  const database = join(options.dataFolder ?? folder, 'splitsight.db');
  const file = join(folder, 'server.yaml');
  let ports = { mqtt: 0, http: 0 };
  let running: Running | undefined;
  const one = {
    database,
    http: '',
    mqtt: '',
    get process() {
      if (!running) throw new Error('the server has not been started');
      return running;
    },
    async start() {
      const mqtt = { host, port: ports.mqtt };
      const http = { port: ports.http, login: 'off' };
      const store = { ...Object(config.store), path: database };
      writeFileSync(file, JSON.stringify({ log_level: 'warn', ...config, mqtt, http, store }));
      running = runProgram(script, { args: ['--config', file], namespace, env: options.env ?? {} });
      const addresses = addressesSchema.parse(JSON.parse(await running.firstLine()));
      Object.assign(one, addresses);
      ports = { mqtt: Number(new URL(addresses.mqtt).port), http: Number(new URL(addresses.http).port) };
    },
    async metric(name: string, label = '') {
      const text = await (await fetchOnce(`${one.http}/metrics`)).text();
      const lines = text.split('\n').filter((line) => line.startsWith(name) && /^[ {]/.test(line.slice(name.length)));
      return lines
        .filter((line) => line.includes(label))
        .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
    },
  };
  return one;
}
