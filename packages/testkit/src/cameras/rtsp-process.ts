import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { sleep } from '@splitsight/kernel';
import { testkitError } from '../errors.ts';
import type { HostedCamera } from './host-messages.ts';

/** The RTSP server: a process of its own, fed through one pipe a camera. */
export interface RtspProcess {
  readonly port: number;
  /** Where the I420 frames of each camera go, in the order of the cameras. */
  readonly pipes: readonly Writable[];
  /** Closes the connections of everybody who watches a camera. */
  drop(path: string): void;
  /** Resolves with the reason when the process has ended. */
  readonly ended: Promise<string>;
  close(): Promise<void>;
}

/** Debian's own Python: GStreamer's bindings are installed for it and for no other. */
const systemPython = ['/usr/bin/python3'] as const;
// The same from src/cameras and from dist/cameras.
const script = fileURLToPath(new URL('../../assets/rtsp-server.py', import.meta.url));
const exitMissing = 3;

/**
 * Starts the RTSP server on a loopback port that the system chooses.
 *
 * @throws CodedError TESTKIT_RTSP_MISSING, TESTKIT_RTSP_FAILED
 */
export async function openRtspProcess(
  cameras: readonly HostedCamera[],
  python: readonly [string, ...string[]] = systemPython,
): Promise<RtspProcess> {
  const [program, ...flags] = python;
  const stdio = ['pipe', 'pipe', 'pipe', ...cameras.map(() => 'pipe' as const)] as const;
  const child = spawn(program, [...flags, '-u', script], { stdio: [...stdio] });
  let complaint = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-2000);
  });
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(lastLine(complaint) || `exit ${code ?? signal}`));
  });
  const pipes = child.stdio.slice(3).filter((stream) => stream instanceof Writable);
  for (const stream of [child.stdin, ...pipes]) stream?.on('error', () => undefined); // `ended` tells the reason.
  child.stdin?.write(`${JSON.stringify(cameras.map(mountOf))}\n`);
  const port = await Promise.race([readPort(child), ended]);
  if (typeof port === 'string') {
    const missing = child.exitCode === exitMissing || child.pid === undefined;
    throw testkitError(missing ? 'TESTKIT_RTSP_MISSING' : 'TESTKIT_RTSP_FAILED', port);
  }
  return {
    port,
    pipes,
    ended,
    drop: (path) => child.stdin?.write(`${JSON.stringify({ drop: path })}\n`),
    async close() {
      child.stdin?.end();
      const patience = new AbortController();
      await Promise.race([ended, sleep(10_000, patience.signal).then(() => child.kill('SIGKILL'))]);
      patience.abort();
      await ended;
    },
  };
}

function mountOf({ path, width, height, fps, user, password }: HostedCamera): object {
  return { path, width, height, fps, user, password };
}

async function readPort(child: ChildProcess): Promise<number> {
  if (!child.stdout) return new Promise(() => undefined);
  for await (const line of createInterface({ input: child.stdout })) {
    const told: unknown = JSON.parse(line);
    if (typeof told === 'object' && told !== null && 'port' in told && typeof told.port === 'number') return told.port;
  }
  return new Promise(() => undefined); // It ended without a port: `ended` tells why.
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
