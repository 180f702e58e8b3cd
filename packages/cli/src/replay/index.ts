import { gazeSchema } from '@splitsight/edge';
import { readBackboneManifest } from '@splitsight/inference';
import { type RegionChoice, regionChoices } from '@splitsight/vision';
import { type PrecisionName, precisionNames } from '@splitsight/wire';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { findHead } from '../head/find-model.ts';
import { parseWholeNumber } from '../options.ts';
import { shipped } from '../stack/shipped.ts';
import { replay } from './replay.ts';

const defaults = gazeSchema.parse({});

interface ReplayFlags {
  readonly video: string;
  readonly heads: string;
  readonly backbone: string;
  readonly variant: PrecisionName;
  readonly fps: number;
  readonly regions?: RegionChoice[];
  readonly json?: true;
}

/** Adds `splitsight replay` to the program. */
export function registerReplay(program: Command, signal: AbortSignal): void {
  program
    .command('replay')
    .description('run a clip through agent and server code at full speed: which alerts would it have raised?')
    .requiredOption('--video <file>', 'any file ffmpeg reads')
    .option('--heads <names>', 'heads by name or folder, separated by commas', 'fire')
    .option('--backbone <folder>', 'the feature extractor', shipped.backbone)
    .addOption(new Option('--variant <name>', 'of the backbone').choices(precisionNames).default('float32'))
    .option('--fps <n>', 'pictures a second the camera would deliver', parseWholeNumber(1, 60), 10)
    .option(
      '--regions <list>',
      `what is looked at and counts, of ${regionChoices.join(', ')}; unless told, ${defaults.regions.join(' and ')} are ` +
        "looked at, and what a head's rule names counts",
      parseRegions,
    )
    .option('--json', 'one JSON line an alert edge, then the summary')
    .action(async (options: ReplayFlags) => {
      const print = (line: object, text: string) =>
        process.stdout.write(`${options.json ? JSON.stringify(line) : text}\n`);
      const backbone = readBackboneManifest(options.backbone);
      const summary = await replay({
        ...options,
        heads: options.heads.split(',').map((name) => findHead(name, backbone)),
        signal,
        onEdge: (edge) =>
          print(edge, `${edge.t_s.toFixed(1)} s  ${edge.head} alert ${edge.event}, score ${edge.score.toFixed(3)}`),
      });
      print(summary, `${summary.frames} frames, ${summary.duration_s} s, ${summary.alerts.length} alerts`);
    });
}

function parseRegions(text: string): RegionChoice[] {
  const { success, data } = gazeSchema.shape.regions.safeParse(text.split(','));
  if (!success) throw new InvalidArgumentError(`a list, with commas, of ${regionChoices.join(', ')} is expected`);
  return data;
}
