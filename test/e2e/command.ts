import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** A `splitsight` command that runs from the sources. */
export interface RunningCommand {
  readonly process: ChildProcess;
  /** What it has written to stdout so far, line by line. */
  readonly lines: readonly string[];
  readonly exited: Promise<{ readonly code: number | null; readonly stderr: string }>;
  /** Resolves with the first line that matches; rejects when the command ends before it comes. */
  line(pattern: RegExp): Promise<RegExpExecArray>;
  /** Ctrl-C, and the wait for the end of it. @returns its exit code. */
  stop(): Promise<number | null>;
}

export function startSplitsight(...args: string[]): RunningCommand {
  const source = ['--import', 'tsx', '--conditions', 'splitsight-source', 'packages/cli/src/main.ts'];
  const child = spawn(process.execPath, [...source, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr = `${stderr}${chunk}`.slice(-10_000);
  });
  const output = createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const exited = new Promise<{ code: number | null; stderr: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, stderr }));
  });
  return {
    process: child,
    lines,
    exited,
    async stop() {
      child.kill('SIGINT');
      return (await exited).code;
    },
    line: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = lines.map((line) => pattern.exec(line)).find((match) => match !== null);
          if (!found) return;
          output.off('line', look);
          resolve(found);
        };
        output.on('line', look);
        look();
        void exited.then(() => reject(new Error(`no line ${pattern} in:\n${lines.join('\n')}\n${stderr}`)));
      }),
  };
}

/** Runs a command to its end. */
export async function runSplitsight(
  ...args: string[]
): Promise<{ code: number | null; lines: readonly string[]; stderr: string }> {
  const command = startSplitsight(...args);
  return { ...(await command.exited), lines: command.lines };
}
