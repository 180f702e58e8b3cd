import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Millis } from '@splitsight/kernel';

/** A program that a test runs, and may kill. */
export interface Running {
  readonly pid: number;
  readonly startedAt: Millis;
  /** What it has written to stdout, line by line. */
  readonly lines: readonly string[];
  /** The end of what it has written to stderr. */
  stderr(): string;
  isAlive(): boolean;
  signal(name: NodeJS.Signals): void;
  /** kill -9, and the wait until the process is gone. */
  kill(): Promise<void>;
  /** SIGTERM, and the wait for the end of it. @returns its exit code. */
  stop(): Promise<number | null>;
  /** Resolves with the first line on stdout; rejects when the program ends before. */
  firstLine(): Promise<string>;
}

export interface ProgramOptions {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The network namespace it runs in. */
  readonly namespace?: string | undefined;
  readonly heapMb?: number;
}

const running = new Set<Running>();

/** Stands in the environment of every program of a test, and of whatever that starts. */
const marker = 'SPLITSIGHT_FAULTS_OF';

/** Runs a JavaScript file as a process of its own. */
export function runProgram(script: string, { args, env, namespace, heapMb }: ProgramOptions): Running {
  const node = [process.execPath, ...(heapMb ? [`--max-old-space-size=${heapMb}`] : []), script, ...args];
  const command = namespace ? ['ip', 'netns', 'exec', namespace, ...node] : node;
  return runCommand(command, env);
}

/** Runs any command; `ip netns exec` and `faketime` become what they run, so its pid is the program's. */
export function runCommand(
  [command = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Running {
  const marked = { ...process.env, ...env, [marker]: `${process.pid}` };
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: marked });
  const lines: string[] = [];
  let stderr = '';
  const output = createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  child.stderr.on('data', (chunk) => {
    stderr = `${stderr}${chunk}`.slice(-8_000);
    if (process.env.FAULTS_VERBOSE) process.stderr.write(chunk);
  });
  const ended = endOf(child);
  const one: Running = {
    pid: child.pid ?? 0,
    startedAt: Date.now(),
    lines,
    stderr: () => stderr,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    signal: (name) => void child.kill(name),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 15_000);
      const code = await ended;
      clearTimeout(timer);
      return code;
    },
    async firstLine() {
      if (lines[0] === undefined) {
        await Promise.race([once(output, 'line'), ended]);
        if (lines[0] === undefined) throw new Error(`${command} ended without a word: ${stderr}`);
      }
      return lines[0];
    },
  };
  running.add(one);
  void ended.then(() => running.delete(one));
  return one;
}

function endOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    child.once('error', () => resolve(null));
    child.once('close', (code) => resolve(code));
  });
}

/** Ends what tests have left running. */
export async function endPrograms(): Promise<void> {
  await Promise.all([...running].map((one) => one.kill()));
}

/** The processes that programs of this test have started, or are, and that still run. */
export function findOffspring(): number[] {
  const mark = `${marker}=${process.pid}`;
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && isMarked(pid, mark));
}

function isMarked(pid: number, mark: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(mark);
  } catch {
    // It has ended, or is another user's.
    return false;
  }
}

/** What a process holds. */
export interface Holdings {
  readonly descriptors: number;
  /** Memory of its own, in MiB: RssAnon of /proc. */
  readonly mib: number;
}

export function holdingsOf(pid: number): Holdings {
  const [, kib = '0'] = /RssAnon:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? [];
  return { descriptors: readdirSync(`/proc/${pid}/fd`).length, mib: Math.round(Number(kib) / 102.4) / 10 };
}

/** What a process held at two moments, and by what it grew between them. */
export interface Growth {
  readonly descriptors: { readonly from: number; readonly to: number; readonly grown: number };
  readonly mib: { readonly from: number; readonly to: number; readonly grown: number };
}

/** The growth after the first rounds, which open what stays open: connections, statements, the heap's first size. */
export function growthOf(held: readonly Holdings[]): Growth | undefined {
  const [first, last] = [held[held.length > 10 ? 5 : 0], held.at(-1)];
  if (!first || !last) return undefined;
  const between = (from: number, to: number) => ({ from, to, grown: Math.round((to - from) * 10) / 10 });
  return { descriptors: between(first.descriptors, last.descriptors), mib: between(first.mib, last.mib) };
}

/** Whether a process stands still after SIGSTOP: all of its threads do then. */
export function isStopped(pid: number): boolean {
  const tasks = readdirSync(`/proc/${pid}/task`);
  return tasks.every((id) => /^State:\tT/m.test(readFileSync(`/proc/${pid}/task/${id}/status`, 'latin1')));
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
