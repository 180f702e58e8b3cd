import type { Command } from 'commander';
import { parseWholeNumber } from '../options.ts';
import { say } from '../output.ts';
import { benchAgent } from './agent.ts';
import { registerBenchCodec } from './codec-command.ts';
import { registerBenchIngest } from './ingest/ingest-command.ts';
import { benchLatency } from './latency.ts';
import { registerBenchRegions } from './regions-command.ts';
import { registerBenchRescore } from './rescore-command.ts';
import { registerBenchSoak } from './soak-command.ts';
import { registerBenchTrain } from './train-command.ts';

/** Adds `splitsight bench …` to the program. */
export function registerBench(program: Command, signal: AbortSignal): void {
  const bench = program.command('bench').description('measure what this machine can do; one JSON line last');

  command(bench, 'latency', 3)
    .description('from a fire in the picture to its alert on the WebSocket: RTSP, agent, broker, server')
    .option('--events <n>', 'how many fires', parseWholeNumber(1, 10_000), 200)
    .action((options: Common & { events: number }) => print(benchLatency({ ...options, ...listeners(options) })));

  command(bench, 'agent', 2)
    .description('memory and times of an agent while something happens in its pictures')
    .option('--minutes <n>', 'how long to watch', parseWholeNumber(1, 1440), 10)
    .action((options: Common & { minutes: number }) => print(benchAgent({ ...options, ...listeners(options) })));

  registerBenchCodec(bench, signal);
  registerBenchIngest(bench, signal);
  registerBenchRegions(bench, signal);
  registerBenchRescore(bench, signal);
  registerBenchSoak(bench, signal);
  registerBenchTrain(bench, signal);

  function listeners({ json }: Common) {
    const onProgress = (line: string) => say({ json }, line);
    return { signal, onProgress };
  }
}

interface Common {
  readonly cameras: number;
  readonly seed: number;
  readonly json?: true;
}

function command(bench: Command, name: string, cameras: number): Command {
  return bench
    .command(name)
    .option('--cameras <n>', 'how many virtual cameras', parseWholeNumber(1, 16), cameras)
    .option('--seed <n>', 'seed of scenes and times', parseWholeNumber(0, 1_000_000), 1)
    .option('--json', 'print nothing but the JSON line');
}

async function print(report: Promise<object>): Promise<void> {
  process.stdout.write(`${JSON.stringify(await report)}\n`);
}
