import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { waitFor } from '@splitsight/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Folder, makeFolder } from './testing/run-server.ts';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
let folder: Folder;
let child: ChildProcess | undefined;

beforeEach(() => {
  folder = makeFolder();
});

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

  it('says where it listens, runs until it is told to stop, and ends well', async () => {
    const path = join(folder.path, 'data', 'x.db');
    const { output, ended, stop } = run(`mqtt: {port: 0}\nhttp: {port: 0}\nstore: {path: ${path}}\n`);
    await waitFor(() => output().includes('"msg":"ready"'), { timeout: 120_000 });
    await waitFor(() => output().includes('"mqtt":"mqtt://127.0.0.1:'));
    stop();
    expect(await ended).toBe(0);
  });
});
