import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BackboneManifest } from '@splitsight/inference';
import { createServer, serverConfigSchema } from '@splitsight/server';
import { fetchOnce, writeTinyBackbone } from '@splitsight/testkit';
import { Command } from 'commander';
import { vi } from 'vitest';

type Config = Parameters<typeof serverConfigSchema.parse>[0] & object;
type Register = (head: Command, signal: AbortSignal) => void;

/** A running server with a tiny backbone, and `splitsight head …` talking to it. */
export interface HeadBench {
  readonly backbone: BackboneManifest;
  readonly address: string;
  readonly mqttPort: number;
  /** A path in the test's own folder; the backbone is `backbone`. */
  path(...names: string[]): string;
  /** Runs `splitsight head …`. @returns what it has printed to stdout. */
  run(...args: string[]): Promise<string>;
  /** Asks the API. */
  request(method: 'GET' | 'POST' | 'PUT', url: string, body?: object): Promise<Response>;
  close(): Promise<void>;
}

/**
 * @param commands what registers the commands that the test runs.
 * @param prepare writes heads and pictures; what it returns stands in the configuration.
 */
export async function openHeadBench(
  commands: readonly Register[],
  prepare: (path: HeadBench['path']) => Config | Promise<Config> = () => ({}),
): Promise<HeadBench> {
  const folder = mkdtempSync(join(tmpdir(), 'splitsight-head-'));
  const path = (...names: string[]) => join(folder, ...names);
  const backbone = writeTinyBackbone(path('backbone'));
  const server = createServer(
    serverConfigSchema.parse({
      ...{ mqtt: { port: 0 }, http: { port: 0, login: 'off' }, store: { path: path('test.db') }, log_level: 'silent' },
      ...{ heads: [], backbones: [path('backbone')] },
      ...(await prepare(path)),
    }),
  );
  const { signal } = new AbortController();
  await server.start(signal);
  const { http, mqtt } = server.addresses();
  const address = `http://127.0.0.1:${http.port}`;
  return {
    backbone,
    address,
    mqttPort: mqtt.port,
    path,
    async run(...args) {
      const printed: string[] = [];
      const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
      const stderr = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
      const head = new Command('head').exitOverride();
      for (const register of commands) register(head, signal);
      for (const command of head.commands) command.exitOverride();
      try {
        await head.parseAsync([...args, '--server', address], { from: 'user' });
      } finally {
        stdout.mockRestore();
        stderr.mockRestore();
      }
      return printed.join('');
    },
    request: (method, url, body) =>
      fetchOnce(`${address}${url}`, {
        method,
        ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      }),
    async close() {
      await server.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
