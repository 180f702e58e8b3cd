import { fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { constants, setPriority } from 'node:os';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { CodedError, type Millis, messageOf } from '@splitsight/kernel';
import type { JobProgress } from '@splitsight/wire';
import { serverError } from '../errors.ts';
import { type Order, type Report, reportSchema } from './protocol.ts';
import type { WorkPlace } from './work.ts';

/** A job that runs in a process of its own, at a low priority, so that it never makes an alert wait. */
export interface JobProcess {
  /** What the work found. @throws CodedError of the work, JOB_FAILED, or JOB_DIED when the process ended on its own. */
  readonly result: Promise<unknown>;
  readonly pid: number | undefined;
  /** Asks the process to end, and kills it when it does not. Idempotent. */
  kill(): void;
}

export interface JobProcessOptions {
  readonly kind: string;
  readonly params: unknown;
  readonly place: WorkPlace;
  /** The module that exports the works; the server's own unless told. */
  readonly works?: string | undefined;
  readonly onProgress: (progress: JobProgress) => void;
  /** Stores a part; throwing ends the job with that error. */
  readonly onChunk: (chunk: unknown) => void;
}

const killAfter: Millis = 2000;
/** The last characters of what the process wrote to stderr, for the error when it dies. */
const tailLength = 2000;
const entry = fileURLToPath(import.meta.url.replace(/job-process(\.[jt]s)$/, 'job-main$1'));
const ownWorks = import.meta.url.replace(/job-process(\.[jt]s)$/, 'works$1');

export function runJobProcess(options: JobProcessOptions): JobProcess {
  const { works = ownWorks, kind, params, place, onProgress, onChunk } = options;
  const child = fork(entry, [], {
    execArgv: entry.endsWith('.ts') ? sourceArguments() : [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let killTimer: NodeJS.Timeout | undefined;
  let outcome: { readonly result: unknown } | { readonly error: unknown } | undefined;
  let tail = '';

  const kill = () => {
    if (killTimer || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    killTimer = setTimeout(() => child.kill('SIGKILL'), killAfter);
  };
  const say = (order: Order) => {
    if (child.connected) child.send(order);
  };

  child.stderr?.on('data', (data: Buffer) => {
    tail = (tail + data.toString()).slice(-tailLength);
  });
  function take(report: Report): void {
    switch (report.type) {
      case 'progress':
        onProgress(report.progress);
        break;
      case 'chunk':
        onChunk(report.chunk);
        say({ type: 'stored' });
        break;
      case 'result':
        outcome = { result: report.result };
        break;
      case 'error':
        outcome = { error: failure(report.code, report.message) };
    }
  }
  child.on('message', (raw) => {
    if (outcome) return;
    try {
      take(reportSchema.parse(raw));
    } catch (error) {
      outcome = { error };
      kill();
    }
  });

  const result = new Promise<unknown>((resolve, reject) => {
    let left = 2;
    // Messages may still come after the exit, and until the channel is closed.
    const end = () => {
      if (--left > 0) return;
      clearTimeout(killTimer);
      if (outcome === undefined) reject(serverError('JOB_DIED', `${kind} (${describeEnd()})`));
      else if ('error' in outcome) reject(outcome.error);
      else resolve(outcome.result);
    };
    const describeEnd = () => `${child.signalCode ?? `exit ${child.exitCode}`}${tail && `; ${lastLine(tail)}`}`;
    child.once('exit', end);
    child.once('disconnect', end);
    // It may come more than once: each message to a process that has gone fails.
    child.on('error', (error) => {
      outcome ??= { error: serverError('JOB_DIED', `${kind} (${messageOf(error)})`, error) };
      if (child.pid !== undefined) return;
      left = 1;
      end();
    });
  });

  if (child.pid !== undefined) lowerPriority(child.pid);
  say({ type: 'start', works, kind, params, place: { ...place, backbones: [...place.backbones] } });
  return { result, pid: child.pid, kill };
}

/** Runs TypeScript in a process of a server that runs from its sources. */
function sourceArguments(): string[] {
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  return ['--import', loader, '--conditions', 'splitsight-source'];
}

function lowerPriority(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has ended already, or the system has no priorities: it works all the same.
  }
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}

/** The error that the work has thrown, with its own code and message. */
function failure(code: string, message: string): Error {
  return new CodedError(code, message);
}
