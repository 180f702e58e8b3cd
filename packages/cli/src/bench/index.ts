import type { Command } from 'commander';
import { parseWholeNumber } from '../options.ts';
import { benchLatency } from './latency.ts';

/** Adds `splitsight bench …` to the program. */
export function registerBench(program: Command, signal: AbortSignal): void {
  const bench = program.command('bench').description('measure what this machine can do; one JSON line last');
  bench
    .command('latency')
    .description('from a fire in the picture to its alert on the WebSocket: RTSP, agent, broker, server')
    .option('--events <n>', 'how many fires', parseWholeNumber(1, 10_000), 200)
    .option('--cameras <n>', 'how many virtual cameras share them', parseWholeNumber(1, 16), 3)
    .option('--seed <n>', 'seed of scenes and times', parseWholeNumber(0, 1_000_000), 1)
    .option('--json', 'print nothing but the JSON line')
    .action(async (options: { events: number; cameras: number; seed: number; json?: true }) => {
      const onProgress = (line: string) => {
        if (!options.json) process.stderr.write(`${line}\n`);
      };
      const report = await benchLatency({ ...options, signal, onProgress });
      process.stdout.write(`${JSON.stringify(report)}\n`);
    });
}
