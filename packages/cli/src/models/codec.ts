import { availableParallelism } from 'node:os';
import {
  buildCodecs,
  type CodecsReport,
  type FileCodec,
  fileCodecs,
  type PictureFolder,
} from '@splitsight/model-tools';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { createUnreadableLog } from '../head/report.ts';
import { parseWholeNumber } from '../options.ts';
import { say } from '../output.ts';

interface CodecFlags {
  readonly pictures: PictureFolder[];
  readonly codec: FileCodec | 'all';
  readonly quantile: number;
  readonly skipUnreadable: boolean;
  readonly threads: number;
  readonly json?: true;
}

/** Adds `splitsight models codec`. */
export function registerCodec(models: Command, signal: AbortSignal): void {
  models
    .command('codec')
    .description('calibrate the codecs of a backbone on pictures and write them beside it; its heads fit no other')
    .argument('<backbone>', 'the folder of the backbone')
    .requiredOption('--pictures <folders...>', 'folders of pictures; DIR:N takes every Nth of them', parsePictures)
    .addOption(new Option('--codec <name>', 'which one').choices([...fileCodecs, 'all']).default('all'))
    .option('--quantile <share>', 'of values that a range covers; the others are cut', parseQuantile, 0.999)
    .option('--skip-unreadable', 'leave out pictures that cannot be read', false)
    .option('--threads <n>', 'threads of the backbone', parseWholeNumber(1, 64), Math.min(4, availableParallelism()))
    .option('--json', 'print nothing but the JSON line')
    .action(async (backbone: string, { codec, json, ...flags }: CodecFlags) => {
      const unreadable = createUnreadableLog();
      const report = await buildCodecs({
        ...flags,
        backbone,
        codecs: codec === 'all' ? fileCodecs : [codec],
        signal,
        onUnreadable: unreadable.log,
        onProgress: (line) => say({ json }, line),
      });
      if (!json) process.stdout.write(describeCodecs(report));
      process.stdout.write(`${JSON.stringify({ backbone, ...report })}\n`);
    });
}

function describeCodecs({ pictures, features, codecs }: CodecsReport): string {
  const percent = (share: number) => `${(100 * share).toFixed(3)} %`;
  const lines = fileCodecs.flatMap((codec) => {
    const report = codecs[codec];
    if (!report) return [];
    const kept = report.kept === undefined ? '' : `, ${percent(report.kept)} of the variance kept`;
    return [`${codec.padEnd(9)}  ${percent(report.cut)} of the values cut${kept}`];
  });
  return `${[`${features} features of ${pictures} pictures`, ...lines].join('\n')}\n`;
}

export function parsePictures(text: string, before: PictureFolder[] = []): PictureFolder[] {
  const [, folder = text, every = '1'] = /^(.+?)(?::(\d+))?$/.exec(text) ?? [];
  return [...before, { folder, every: parseWholeNumber(1, 1_000_000)(every) }];
}

function parseQuantile(text: string): number {
  const value = Number(text);
  if (!(value >= 0.5 && value <= 0.99999)) throw new InvalidArgumentError('a number from 0.5 to 0.99999 is expected');
  return value;
}
