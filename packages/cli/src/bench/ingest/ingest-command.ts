import { type Command, Option } from 'commander';
import { parseWholeNumber } from '../../options.ts';
import { say } from '../../output.ts';
import { type GeneratorOptions, generate } from './generate.ts';
import { generateOption } from './generator.ts';
import { benchIngest } from './ingest.ts';

interface IngestFlags {
  readonly seconds: number;
  readonly agents: number;
  readonly start: number;
  readonly generate?: string;
  readonly json?: true;
}

const camerasOfAgent = 8;

/** Adds `splitsight bench ingest`. */
export function registerBenchIngest(bench: Command, signal: AbortSignal): void {
  bench
    .command('ingest')
    .description('how many vectors a second the server takes, and how fast: MQTT, three heads, rules, SQLite, QoS 1')
    .option('--seconds <n>', 'how long each rate is held', parseWholeNumber(2, 600), 20)
    .option('--agents <n>', `connections, of ${camerasOfAgent} cameras each`, parseWholeNumber(1, 500), 16)
    .option('--start <n>', 'the rate to try first, after 5000', parseWholeNumber(500, 1_000_000), 20_000)
    .option('--json', 'print nothing but the JSON line')
    .addOption(new Option(`${generateOption} <options>`).hideHelp())
    .action(async (flags: IngestFlags) => {
      if (flags.generate !== undefined) return generate(JSON.parse(flags.generate) as GeneratorOptions);
      const { seconds, agents, start, json } = flags;
      const onProgress = (line: string) => say({ json }, line);
      const options = { seconds, start, connections: agents, cameras: agents * camerasOfAgent, signal, onProgress };
      process.stdout.write(`${JSON.stringify(await benchIngest(options))}\n`);
    });
}
