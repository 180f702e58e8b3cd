import { availableParallelism } from 'node:os';
import { type Command, InvalidArgumentError } from 'commander';
import { createUnreadableLog } from '../head/report.ts';
import { parseWholeNumber } from '../options.ts';
import { say } from '../output.ts';
import { shipped } from '../stack/shipped.ts';
import { benchCodec, type CodecBenchReport } from './codec.ts';
import type { PictureSource } from './codec-pictures.ts';

interface CodecFlags {
  readonly backbone: string;
  readonly images: PictureSource[];
  readonly groups?: string;
  readonly threads: number;
  readonly seed: number;
  readonly json?: true;
}

/** Adds `splitsight bench codec`. */
export function registerBenchCodec(bench: Command, signal: AbortSignal): void {
  bench
    .command('codec')
    .description('what the codecs of a backbone cost in accuracy, against float32 on the same pictures')
    .option('--backbone <dir>', 'the backbone', shipped.backbone)
    .option(
      '--images <sources...>',
      'DIR/<class>/*.jpg or such a .tar; DIR:40x30 takes 40 classes and 30 of each (default: pictures of the project or rendered ones)',
      parseSource,
      [],
    )
    .option('--groups <file>', 'near-duplicates that must not straddle folds: <class>/<file>, label, group')
    .option('--threads <n>', 'threads of the backbone', parseWholeNumber(1, 64), Math.min(4, availableParallelism()))
    .option('--seed <n>', 'of folds and intervals', parseWholeNumber(0, 1_000_000), 1)
    .option('--json', 'print nothing but the JSON line')
    .action(async ({ json, ...flags }: CodecFlags) => {
      const report = await benchCodec({
        ...flags,
        signal,
        onUnreadable: createUnreadableLog().log,
        onProgress: (line) => say({ json }, line),
      });
      if (!json) process.stdout.write(describeReport(report));
      process.stdout.write(`${JSON.stringify(report)}\n`);
    });
}

function describeReport({ n, codecs, tasks }: CodecBenchReport): string {
  const parts = [{ name: 'all', n, codecs }, ...tasks];
  const lines = parts.flatMap((part) => [
    `${part.name}, ${part.n} pictures`,
    ...Object.entries(part.codecs).map(([codec, figures]) => {
      const loss = `${figures.loss_points.toFixed(2)} (${figures.loss_low.toFixed(2)} to ${figures.loss_high.toFixed(2)})`;
      const answers = `accuracy ${(100 * figures.accuracy).toFixed(2)} %, AUROC ${figures.auroc.toFixed(4)}`;
      return `  ${codec.padEnd(9)}  ${answers}, lost points ${loss}, flips ${(100 * figures.flips).toFixed(2)} %`;
    }),
  ]);
  return `${lines.join('\n')}\n`;
}

function parseSource(text: string, before: readonly PictureSource[]): PictureSource[] {
  const [, path = text, classes, each] = /^(.+?)(?::(\d+)x(\d+))?$/.exec(text) ?? [];
  if (classes === undefined || each === undefined) return [...before, { path }];
  const most = { classes: Number(classes), each: Number(each) };
  // Five folds, and five more within what the other four teach.
  if (most.classes < 2 || most.each < 7) {
    throw new InvalidArgumentError('at least 2 classes and 7 pictures of each are needed');
  }
  return [...before, { path, most }];
}
