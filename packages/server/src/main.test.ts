import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { waitFor, writeTinyBackbone, writeTinyHead } from '@splitsight/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Folder, makeFolder } from './testing/run-server.ts';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
let folder: Folder;
let child: ChildProcess | undefined;

beforeEach(() => {
  folder = makeFolder();
});

const path = (name: string) => join(folder.path, name);

afterEach(() => {
  child?.kill('SIGKILL');
  folder.remove();
});

/** Runs the program as its user does, from the sources. */
function run(config: string): { output: () => string; ended: Promise<number | null>; stop: () => void } {
  const file = join(folder.path, 'server.yaml');
  writeFileSync(file, config);
  const options = ['--import', 'tsx', '--conditions', 'splitsight-source', main, '--config', file];
  const running = spawn(process.execPath, options, { stdio: ['ignore', 'pipe', 'pipe'] });
  child = running;
  let output = '';
  for (const stream of [running.stdout, running.stderr]) {
    stream.on('data', (data) => {
      output += data;
    });
  }
  // Its last words may come after its exit.
  const ended = new Promise<number | null>((resolve) => running.on('close', resolve));
  return { output: () => output, ended, stop: () => running.kill('SIGTERM') };
}

describe('splitsight-server', () => {
  it('says in one line what is wrong with its configuration, and fails', async () => {
    const { output, ended } = run('mqtt: {prot: 1883}\n');
    expect(await ended).toBe(78);
    expect(output().trim().split('\n')).toEqual([
      expect.stringMatching(/^CONFIG_INVALID: .*mqtt\.prot: unknown key, did you mean "port"\?$/),
    ]);
  });

  it.each([
    [78, 'HTTP_LOGIN_OFF', () => 'http: {port: 0, host: 0.0.0.0, login: off}\n'],
    [78, 'HEAD_TWICE', () => `heads: [{model: ${path('head')}, rule: {}}, {model: ${path('head')}, rule: {}}]\n`],
    [1, 'MODEL_MISSING', () => `heads: [{model: ${path('nowhere')}, rule: {}}]\n`],
  ])(
    'ends with %i for %s, says why in one line, and is tried again where that can help',
    async (status, code, extra) => {
      writeTinyBackbone(path('backbone'));
      writeTinyHead(path('head'), path('backbone'));
      const http = extra().startsWith('http') ? '' : 'http: {port: 0}\n';
      const { output, ended } = run(
        `mqtt: {port: 0}\n${http}store: {path: ${path('x.db')}}\nlog_level: error\n${extra()}`,
      );
      expect(await ended).toBe(status);
      expect(output().trim().split('\n')).toEqual([expect.stringMatching(`^${code}: `)]);
    },
  );

  it('says where it listens, runs until it is told to stop, and ends well', async () => {
    const { output, ended, stop } = run(`mqtt: {port: 0}\nhttp: {port: 0}\nstore: {path: ${path('data/x.db')}}\n`);
    await waitFor(() => output().includes('"msg":"ready"'), { timeout: 120_000 });
    await waitFor(() => output().includes('"mqtt":"mqtt://127.0.0.1:'));
    stop();
    expect(await ended).toBe(0);
  });
});
