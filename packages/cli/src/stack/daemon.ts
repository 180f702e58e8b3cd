import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** One of our daemons as a child process. */
export interface Daemon {
  readonly pid: number;
  /** Resolves with the exit code when the process ends, however it ends. */
  readonly exited: Promise<number | null>;
  /** The last lines the daemon wrote to stderr, to show when it fails. */
  tail(): readonly string[];
  /** Ends the process: SIGTERM, then SIGKILL after 5 s. Idempotent. */
  stop(): Promise<void>;
}

export interface DaemonOptions {
  /** What to run: a module specifier such as `@splitsight/server/main`. */
  readonly module: string;
  readonly args: readonly string[];
  /** What its unit in deploy/ sets in the environment, as far as memory and speed hang on it; ours goes before. */
  readonly environment: Readonly<Record<string, string>>;
  /** Called with each line the daemon writes to stdout. */
  readonly onLine?: (line: string) => void;
}

const tailLines = 20;
const killAfter = 5_000;

/** Starts a daemon the way this process was started: from the sources under tsx, or from the build. */
export function openDaemon(options: DaemonOptions): Daemon {
  const script = fileURLToPath(import.meta.resolve(options.module));
  const child = spawn(process.execPath, [...process.execArgv, script, ...options.args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...options.environment, ...process.env },
  });
  const tail: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    tail.push(line);
    if (tail.length > tailLines) tail.shift();
  });
  createInterface({ input: child.stdout }).on('line', (line) => options.onLine?.(line));
  const exited = new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('close', (code) => resolve(code));
  });
  let stopping: Promise<void> | undefined;
  const stop = async () => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), killAfter);
    await exited;
    clearTimeout(timer);
  };
  return {
    pid: child.pid ?? 0,
    exited,
    tail: () => tail,
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}
