import { availableParallelism } from 'node:os';
import { describeProcessor, readBackboneManifest, readProcessor, variantFiles } from '@splitsight/inference';
import {
  type PictureFolder,
  type Quantized,
  quantizeBackbone,
  type RangeMethod,
  rangeMethods,
  type SmallPrecision,
  withMeasured,
  writeFiles,
} from '@splitsight/model-tools';
import { precisionNames } from '@splitsight/wire';
import { type Command, Option } from 'commander';
import { lossLimit, writeAccepted } from '../head/accept.ts';
import { createUnreadableLog } from '../head/report.ts';
import { parseWholeNumber } from '../options.ts';
import { say } from '../output.ts';
import { parsePictures } from './codec.ts';
import { parsePositive } from './profile-options.ts';
import { describeVariants } from './quantize-card.ts';
import { judgeHead, variantFigures } from './quantize-figures.ts';
import { parseThreads, readLabelled } from './quantize-options.ts';
import { describeQuantized, reportOf } from './quantize-report.ts';
import { cardFile, readCard, withSection } from './readme-section.ts';

interface QuantizeFlags {
  readonly pictures: PictureFolder[];
  readonly precision: SmallPrecision[];
  readonly keep: string[];
  readonly range: RangeMethod;
  readonly images?: string;
  readonly groups?: string;
  readonly head: string[];
  readonly limit: number;
  readonly threads: number[];
  readonly rounds: number;
  readonly skipUnreadable: boolean;
  readonly dryRun?: true;
  readonly json?: true;
}

const smallPrecisions = precisionNames.filter((name) => name !== 'float32');

/** Adds `splitsight models quantize`. */
export function registerQuantize(models: Command, signal: AbortSignal): void {
  models
    .command('quantize')
    .description(
      'make smaller variants of a backbone, measure them, and say in the manifests where and by whom they are used',
    )
    .argument('<backbone>', 'the folder of the backbone')
    .requiredOption('--pictures <folders...>', 'folders of pictures; DIR:N takes every Nth of them', parsePictures)
    .addOption(new Option('--precision <names...>', 'which ones').choices(smallPrecisions).default(['int8']))
    .option('--keep <nodes...>', 'nodes that stay in float in int8', [])
    .addOption(new Option('--range <method>', 'how ranges are chosen').choices(rangeMethods).default('mse'))
    .option('--images <dir>', 'labelled pictures to measure losses on: DIR/<class>/*.jpg')
    .option('--groups <file>', 'near-duplicates among them: <class>/<file>, label, group')
    .option('--head <names...>', 'heads that are to take the variants if they lose little on --images', [])
    .option(
      '--limit <points>',
      'the most that may be lost, in percentage points of accuracy',
      parsePositive(100),
      lossLimit,
    )
    .option('--threads <list>', 'numbers of threads to time', parseThreads, [1, 2, 4])
    .option('--rounds <n>', 'how often each is timed', parseWholeNumber(1, 10_000), 60)
    .option('--skip-unreadable', 'leave out pictures that cannot be read', false)
    .option('--dry-run', 'measure, and write nothing')
    .option('--json', 'print nothing but one JSON line')
    .action((backbone: string, flags: QuantizeFlags) => quantize(backbone, flags, signal));
}

async function quantize(backbone: string, flags: QuantizeFlags, signal: AbortSignal): Promise<void> {
  const { precision, range, rounds, json } = flags;
  const unreadable = createUnreadableLog();
  const labelled = readLabelled(flags, readBackboneManifest(backbone));
  const quantized = await quantizeBackbone({
    ...flags,
    backbone,
    precisions: precision,
    method: range,
    ...(labelled && { labelled }),
    signal,
    onUnreadable: unreadable.log,
    onProgress: (line) => say({ json }, line),
  });
  const heads = labelled?.heads ?? [];
  const files = filesOf(backbone, quantized, rounds, process.argv.slice(2).join(' '));
  const judged = heads.map((directory) => ({ directory, ...judgeHead(directory, quantized.variants, flags.limit) }));
  if (!flags.dryRun) {
    // Heads first: whatever happens then, no agent runs a variant that a head refuses.
    for (const { directory, ...verdict } of judged) writeAccepted(directory, verdict);
    writeFiles(backbone, files);
  }
  if (!json) process.stdout.write(describeQuantized(quantized, judged));
  process.stdout.write(
    `${JSON.stringify({ backbone, ...reportOf(quantized, judged), unreadable: unreadable.count() })}\n`,
  );
}

/** The variants, the manifest and the card of a backbone. */
function filesOf(
  backbone: string,
  quantized: Quantized,
  rounds: number,
  command: string,
): ReadonlyMap<string, Uint8Array | string> {
  const processor = readProcessor();
  const machine = { description: describeProcessor(processor), cores: availableParallelism() };
  const variants = quantized.variants.map((variant) => ({
    ...variant,
    processors: withMeasured(
      { precision: variant.precision, processors: [] },
      processor,
      variant.speeds,
      rounds,
      machine.cores,
    ),
    figures: variantFigures(variant, `${processor.name}, ${machine.cores} cores`, rounds),
  }));
  const { files, manifest } = variantFiles(backbone, variants);
  const body = describeVariants(quantized, manifest, machine, `splitsight ${command}`);
  const card = withSection(readCard(backbone, manifest.name), 'Variants', body);
  return new Map<string, Uint8Array | string>([...files, [cardFile, card]]);
}
