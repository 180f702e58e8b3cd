import { availableParallelism } from 'node:os';
import { readBackboneManifest, type SuggestedRule } from '@splitsight/inference';
import { type ExtraFolder, trainHeadOn, writeCard } from '@splitsight/training';
import { type CodecName, codecNames, type PrecisionName, precisionNames } from '@splitsight/wire';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseWholeNumber } from '../options.ts';
import { shipped } from '../stack/shipped.ts';
import { acceptVariants, lossLimit, registerAccept } from './accept.ts';
import { registerDataset } from './dataset/index.ts';
import { evaluateHead } from './evaluate.ts';
import { registerLabel } from './label/index.ts';
import { createUnreadableLog, describeFigures, figuresLine } from './report.ts';
import { registerVersions } from './versions.ts';

interface TrainFlags {
  readonly head: string;
  readonly images: string;
  readonly groups?: string;
  readonly extra: ExtraFolder[];
  readonly backbone: string;
  readonly codec: CodecName;
  readonly out: string;
  readonly l2: number;
  readonly balance: number;
  readonly rule?: SuggestedRule;
  readonly regions?: 'patch5';
  readonly release: string;
  readonly notes?: string;
  readonly seed: number;
  readonly threads: number;
  readonly json?: true;
}

interface EvaluateFlags {
  readonly head: string;
  readonly images: string;
  readonly backbone?: string;
  readonly variant: PrecisionName;
  readonly threads: number;
  readonly json?: true;
}

/** Adds `splitsight head train | accept | evaluate` to the program. */
export function registerHead(program: Command, signal: AbortSignal): void {
  const head = program.command('head').description('train, evaluate and roll out heads');

  withThreads(head.command('train'))
    .description('train a head on pictures, measure it by cross-validation and write it with its card')
    .requiredOption('--head <name>', 'its name: the class that alerts')
    .requiredOption('--images <dir>', 'the pictures: DIR/<class>/*.jpg')
    .option('--groups <file>', 'near-duplicates that must not straddle folds: <class>/<file>, label, group')
    .option('--extra <dir[:weight]>', 'more pictures, never part of the figures; repeatable', parseExtra, [])
    .option('--backbone <dir>', 'the backbone it is for', shipped.backbone)
    .addOption(new Option('--codec <name>', 'the codec it is for').choices(codecNames).default('u8'))
    .requiredOption('--out <dir>', 'where head.onnx, manifest.json and README.md are written')
    .option('--l2 <number>', 'how strongly weights are held down', parseNumber(0, 100), 0.2)
    .option('--balance <share>', 'how much classes are evened out, 0 to 1', parseNumber(0, 1), 0.5)
    .option('--rule <t,i,k,n,c>', 'the rule to suggest: threshold, instant, k, n, clear', parseRule)
    .addOption(new Option('--regions <kind>', 'also train a second stage for these regions').choices(['patch5']))
    .option('--release <version>', 'the version to write into the manifest', '1')
    .option('--notes <file>', 'Markdown to put at the end of the card')
    .option('--seed <n>', 'of folds and altered copies', parseWholeNumber(0, 1_000_000), 1)
    .action((flags: TrainFlags) => train(flags, signal));

  registerAccept(head, signal);
  registerDataset(head, signal);
  registerLabel(head, signal);
  registerVersions(head, signal);

  withThreads(head.command('evaluate'))
    .description('score pictures with a head and measure the answers')
    .requiredOption('--head <name>', 'the name of a head in the models folder, or its folder')
    .requiredOption('--images <dir>', 'the pictures: DIR/<class>/*.jpg')
    .option('--backbone <dir>', 'the folder of its backbone; found among the models unless told')
    .addOption(new Option('--variant <name>', 'of the backbone').choices(precisionNames).default('float32'))
    .action((flags: EvaluateFlags) => evaluate(flags, signal));
}

function withThreads(command: Command): Command {
  const threads = Math.min(4, availableParallelism());
  return command
    .option('--threads <n>', 'threads of the backbone', parseWholeNumber(1, 64), threads)
    .option('--json', 'print nothing but one JSON line, last');
}

async function train(flags: TrainFlags, signal: AbortSignal): Promise<void> {
  const { head, out, release, json, notes, ...options } = flags;
  const unreadable = createUnreadableLog();
  const training = await trainHeadOn(out, {
    ...options,
    name: head,
    version: release,
    signal,
    onUnreadable: unreadable.log,
    onProgress: (line) => {
      if (!json) process.stderr.write(`${line}\n`);
    },
  });
  const recipe = `linear softmax, L2 ${options.l2}, class balance ${options.balance}, seed ${options.seed}`;
  writeCard(out, training, notes === undefined ? { recipe } : { recipe, notes });
  if (readBackboneManifest(options.backbone).variants) {
    if (!json) process.stderr.write('what it loses with the variants of its backbone\n');
    await acceptVariants(out, { ...options, limit: lossLimit, signal, onUnreadable: () => undefined });
  }
  const { validation, secondStage } = training;
  if (!json) process.stdout.write(`${out}\n${describeFigures(validation.figures)}\n`);
  if (!json && secondStage) process.stdout.write(`patch5, second stage\n${describeFigures(secondStage)}\n`);
  const patch5 = secondStage ? { patch5: figuresLine(secondStage) } : {};
  print({ head: out, ...figuresLine(validation.figures), ...patch5, unreadable: unreadable.count() });
}

async function evaluate(flags: EvaluateFlags, signal: AbortSignal): Promise<void> {
  const unreadable = createUnreadableLog();
  const { head, figures } = await evaluateHead({ ...flags, signal, onUnreadable: unreadable.log });
  if (!flags.json) process.stdout.write(`${head}\n${describeFigures(figures)}\n`);
  print({ head, ...figuresLine(figures), unreadable: unreadable.count() });
}

function print(report: object): void {
  process.stdout.write(`${JSON.stringify(report)}\n`);
}

function parseNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !(value >= min && value <= max)) {
      throw new InvalidArgumentError(`a number from ${min} to ${max} is expected`);
    }
    return value;
  };
}

function parseExtra(text: string, before: ExtraFolder[]): ExtraFolder[] {
  const [, directory = text, weight = '1'] = /^(.*?)(?::([0-9.]+))?$/.exec(text) ?? [];
  return [...before, { directory, weight: parseNumber(1e-6, 1_000)(weight) }];
}

function parseRule(text: string): SuggestedRule {
  const [threshold = NaN, instant = NaN, k = NaN, n = NaN, clear = NaN, ...rest] = text.split(',').map(Number);
  if ([threshold, instant, k, n, clear].some(Number.isNaN) || rest.length > 0) {
    throw new InvalidArgumentError('five numbers are expected: threshold,instant,k,n,clear');
  }
  return { threshold, instant, k, n, clear };
}
