import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { readHeadManifest } from '@splitsight/inference';
import { fillHistory, measureRescoring, type RescoreReport } from '@splitsight/server';
import { codecBytes } from '@splitsight/wire';
import { withTemporaryDirectory } from '../stack/temporary.ts';

export interface RescoreOptions {
  /** Vectors in the database. */
  readonly rows: number;
  readonly cameras: number;
  readonly head: string;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly onProgress: (line: string) => void;
}

export interface RescoreBenchReport extends RescoreReport {
  /** The one processor that everything ran on; null where nothing could hold it there. */
  readonly pinned_to: number | null;
}

/** Fills a database with vectors of a head's kind, and measures how fast a backtest goes through them on one core. */
export async function benchRescore(options: RescoreOptions): Promise<RescoreBenchReport> {
  const { rows, cameras, head, seed, signal, onProgress } = options;
  const { fingerprint, codec, dims } = readHeadManifest(head);
  return withTemporaryDirectory(async (directory) => {
    const path = join(directory, 'bench.db');
    onProgress(`filling a database with ${rows} vectors`);
    const kind = { fingerprint, codec, vectorBytes: codecBytes(codec, dims) };
    fillHistory(path, { frames: rows, cameras, kind, seed, signal });
    onProgress('going through them');
    return measureOnOneCore(path, head, signal);
  });
}

/** What a process of {@link benchRescore} does that is held on one processor. */
export function measureHere(database: string, head: string, signal: AbortSignal): Promise<RescoreReport> {
  return measureRescoring(database, head, signal);
}

/** The option that makes the command measure in place of filling. */
export const measureOption = '--measure';

async function measureOnOneCore(database: string, head: string, signal: AbortSignal): Promise<RescoreBenchReport> {
  const canPin = spawnSync('taskset', ['-c', '0', 'true']).status === 0;
  if (!canPin) return { ...(await measureRescoring(database, head, signal)), pinned_to: null };
  const again = [
    ...process.execArgv,
    process.argv[1] ?? '',
    'bench',
    'rescore',
    '--head',
    head,
    measureOption,
    database,
  ];
  const text = await outputOf('taskset', ['-c', '0', process.execPath, ...again], signal);
  return { ...(JSON.parse(text) as RescoreReport), pinned_to: 0 };
}

function outputOf(command: string, args: readonly string[], signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { signal, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (data) => {
      output += data;
    });
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve(output) : reject(new Error(`${command} ended with ${code}`))));
  });
}
