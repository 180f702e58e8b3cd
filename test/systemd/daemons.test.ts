import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  childrenOf,
  fetchOnce,
  type NotifySocket,
  openNotifySocket,
  waitFor,
  writeTinyBackbone,
} from '@splitsight/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const source = ['--import', 'tsx', '--conditions', 'splitsight-source'];
const watchdog = 1500;
const why = hasSystemdNotify() ? '' : ' (skipped: systemd-notify is not installed)';

let folder: string;
let manager: NotifySocket;
let child: ChildProcess | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'splitsight-systemd-'));
  manager = await openNotifySocket();
});
afterEach(async () => {
  child?.kill('SIGKILL');
  await manager.close();
  rmSync(folder, { recursive: true, force: true });
});

function hasSystemdNotify(): boolean {
  try {
    execFileSync('systemd-notify', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Runs a daemon as systemd would, with a watchdog of {@link watchdog} ms. @returns its output so far. */
function start(daemon: 'edge' | 'server', config: object): { readonly process: ChildProcess; output(): string } {
  const file = join(folder, `${daemon}.yaml`);
  writeFileSync(file, JSON.stringify(config));
  const running = spawn(process.execPath, [...source, `packages/${daemon}/src/main.ts`, '--config', file], {
    cwd: root,
    env: { ...process.env, NOTIFY_SOCKET: manager.path, WATCHDOG_USEC: String(1000 * watchdog) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child = running;
  let output = '';
  const keep = (chunk: Buffer) => {
    output += chunk;
  };
  running.stdout.on('data', keep);
  running.stderr.on('data', keep);
  return { process: running, output: () => output };
}

const pings = () => manager.count('WATCHDOG=1');
const statuses = () => manager.said.filter(({ word }) => word.startsWith('STATUS=')).map(({ word }) => word);

/** Waits for the end of a daemon, and for its last words, which go another way. */
async function endOf(daemon: ChildProcess): Promise<unknown[]> {
  const ended = await once(daemon, 'close');
  await waitFor(() => manager.count('STOPPING=1') > 0 && statuses().at(-1) === 'STATUS=stopping');
  return ended;
}

/** Waits until everything that a daemon that stands still has said before has been heard. */
async function hearOut({ pid = 0 }: ChildProcess): Promise<void> {
  await waitFor(() => !childrenOf(pid).some(({ name }) => name === 'systemd-notify'));
  execFileSync('systemd-notify', ['--status=heard out'], { env: { ...process.env, NOTIFY_SOCKET: manager.path } });
  await waitFor(() => statuses().at(-1) === 'STATUS=heard out');
}

describe.skipIf(why !== '')(`a daemon under systemd${why}`, () => {
  test('the server is ready once its ports answer, pings while its loop turns, and says that it stops', async () => {
    const store = { path: join(folder, 'x.db') };
    const server = start('server', { mqtt: { port: 0 }, http: { port: 0 }, store, heads: [], backbones: [] });
    await waitFor(() => manager.count('READY=1') === 1, { timeout: 60_000 });
    const http = await waitFor(() => /"http":"([^"]+)"/.exec(server.output())?.[1]);
    expect((await fetchOnce(`${http}/healthz`)).status).toBe(200);
    await waitFor(() => statuses().at(-1) === 'STATUS=0 of 0 cameras online');

    const before = pings();
    await waitFor(() => pings() >= before + 2);

    // A process that stands still is to the manager what one is whose loop hangs.
    server.process.kill('SIGSTOP');
    await hearOut(server.process);
    const stopped = pings();
    await new Promise((resolve) => setTimeout(resolve, 2 * watchdog));
    expect(pings()).toBe(stopped);
    server.process.kill('SIGCONT');
    await waitFor(() => pings() > stopped);

    server.process.kill('SIGTERM');
    expect(await endOf(server.process)).toEqual([0, null]);
    expect(manager.count('STOPPING=1')).toBe(1);
    expect(manager.count('READY=1')).toBe(1);
  });

  test('an agent whose only camera is off is ready once it has tried it, says so, and pings', async () => {
    writeTinyBackbone(join(folder, 'model'));
    const agent = start('edge', {
      ...{ site: 'home', node: 'edge-1', broker: { url: 'mqtt://127.0.0.1:9' } },
      model: { path: join(folder, 'model'), threads: 1 },
      watchdog: { stall_s: 3, first_wait_s: 0.1 },
      cameras: [{ id: 'gone', url: 'rtsp://127.0.0.1:9/none' }],
    });
    await waitFor(() => manager.count('READY=1') === 1, { timeout: 60_000 });
    await waitFor(() => statuses().includes('STATUS=0 of 1 cameras online, uplink disconnected, 0 messages wait'));
    const before = pings();
    await waitFor(() => pings() > before);
    agent.process.kill('SIGTERM');
    expect(await endOf(agent.process)).toEqual([0, null]);
    expect(manager.count('STOPPING=1')).toBe(1);
  });

  test('a program that cannot start is never ready', async () => {
    const server = start('server', { mqtt: { port: 0 }, http: { port: 0 }, store: { path: '/dev/null/x.db' } });
    expect(await once(server.process, 'close')).toEqual([1, null]);
    expect(manager.count('READY=1')).toBe(0);
    expect(server.output()).toContain('STORE_UNUSABLE');
  });
});
