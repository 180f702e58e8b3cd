import { readBackboneManifest, type SuggestedRule } from '@splitsight/inference';
import { type ExtraFolder, trainHeadOn, writeCard } from '@splitsight/training';
import { type CodecName, codecNames } from '@splitsight/wire';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { byOption, serverOption, tokenOption } from '../api/flags.ts';
import { parseNumber, parseWholeNumber, readRule } from '../options.ts';
import { say } from '../output.ts';
import { shipped } from '../stack/shipped.ts';
import { acceptVariants, lossLimit } from './accept.ts';
import { createUnreadableLog, describeFigures, figuresLine } from './report.ts';
import { withThreads } from './thread-options.ts';
import { trainOnServer } from './train-on-server.ts';

interface PictureFlags {
  readonly groups?: string;
  readonly extra: ExtraFolder[];
  readonly backbone: string;
  readonly codec: CodecName;
  readonly l2?: number;
  readonly balance: number;
  readonly rule?: SuggestedRule;
  readonly regions?: 'patch5';
  readonly release: string;
  readonly notes?: string;
  readonly seed: number;
  readonly threads: number;
}

interface ServerFlags {
  readonly server: string;
  readonly token?: string;
  readonly alerting?: string;
  readonly model: 'linear' | 'mlp';
  readonly hidden?: number;
  readonly optimizer: 'lbfgs' | 'sgd';
  readonly learningRate?: number;
  readonly momentum?: number;
  readonly batch?: number;
  readonly decay?: number;
  readonly l2?: number;
  readonly balance: number;
  readonly classWeight: Readonly<Record<string, number>>;
  readonly maxSteps?: number;
  readonly patience?: number;
  readonly gap?: number;
  readonly seed: number;
  readonly by: string;
  readonly why: string;
}

interface TrainFlags extends PictureFlags, ServerFlags {
  readonly head: string;
  readonly images?: string;
  readonly out?: string;
  readonly dataset?: string;
  readonly json?: true;
}

/** Adds `splitsight head train`: on a folder of pictures, or on a data set of a server. */
export function registerTrain(head: Command, signal: AbortSignal): void {
  const command = withThreads(head.command('train'))
    .description('train a head and judge it on what was held out: on pictures, or on a data set of a server')
    .requiredOption('--head <name>', 'its name')
    .option('--l2 <number>', 'how strongly weights are held down; 0.2, or 0.01 of an mlp', parseNumber(0, 100))
    .option('--balance <share>', 'how much classes are evened out, 0 to 1', parseNumber(0, 1), 0.5)
    .option('--seed <n>', 'of splits, altered copies and first weights', parseWholeNumber(0, 1_000_000), 1)
    .optionsGroup('On pictures:')
    .option('--images <dir>', 'the pictures: DIR/<class>/*.jpg; the class named like the head alerts')
    .option('--out <dir>', 'where head.onnx, manifest.json and README.md are written')
    .option('--groups <file>', 'near-duplicates that must not straddle folds: <class>/<file>, label, group')
    .option('--extra <dir[:weight]>', 'more pictures, never part of the figures; repeatable', parseExtra, [])
    .option('--backbone <dir>', 'the backbone it is for', shipped.backbone)
    .addOption(new Option('--codec <name>', 'the codec it is for').choices(codecNames).default('u8'))
    .option('--rule <t,i,k,n,c>', 'the rule to suggest: threshold, instant, k, n, clear', parseRule)
    .addOption(new Option('--regions <kind>', 'also train a second stage for these regions').choices(['patch5']))
    .option('--release <version>', 'the version to write into the manifest', '1')
    .option('--notes <file>', 'Markdown to put at the end of the card')
    .optionsGroup('On a data set of a server:')
    .option('--dataset <name>', 'its name; the head becomes a draft there')
    .addOption(serverOption())
    .addOption(tokenOption())
    .option('--alerting <class>', 'the class that alerts; the one named like the head unless told')
    .addOption(new Option('--model <kind>', 'what is trained').choices(['linear', 'mlp']).default('linear'))
    .option('--hidden <n>', 'outputs of the hidden layer of an mlp; 64 unless told', parseWholeNumber(1, 4096))
    .addOption(new Option('--optimizer <kind>', 'how').choices(['lbfgs', 'sgd']).default('lbfgs'))
    .option('--learning-rate <number>', 'of sgd; 0.01 unless told', parseNumber(1e-9, 100))
    .option('--momentum <share>', 'of sgd: how much of a step is in the next; 0.9 unless told', parseNumber(0, 0.9999))
    .option('--batch <n>', 'of sgd: items a step; 64 unless told', parseWholeNumber(1, 65_536))
    .option(
      '--decay <number>',
      'of sgd: epoch e learns at rate / (1 + decay × e); 0.1 unless told',
      parseNumber(0, 100),
    )
    .option('--class-weight <class=number>', 'how much a class counts besides; repeatable', parseClassWeight, {})
    .option('--max-steps <n>', 'at most this many steps of lbfgs, or epochs of sgd', parseWholeNumber(1, 2000))
    .option('--patience <n>', 'stop after this many of them without improvement', parseWholeNumber(1, 2000))
    .option(
      '--gap <seconds>',
      'looks of a camera closer than this are one event; 60 unless told',
      parseNumber(0, 86_400),
    )
    .addOption(byOption())
    .option('--why <text>', 'why, in a few words', '');
  command.action((flags: TrainFlags) => {
    const { dataset, images, out, json, ...rest } = flags;
    if (dataset !== undefined && images === undefined) {
      return trainOnServer({ ...rest, request: requestOf(dataset, rest), json: json ?? false, signal });
    }
    if (dataset === undefined && images !== undefined && out !== undefined) {
      return trainOnPictures(images, out, { ...rest, json: json ?? false, signal });
    }
    return command.error('error: name --dataset, or --images and --out');
  });
}

/** What is left out has the server's defaults. */
function requestOf(dataset: string, flags: Pick<TrainFlags, 'head'> & ServerFlags): object {
  const { model, hidden, optimizer, learningRate: learning_rate, momentum, batch, decay } = flags;
  const { head, alerting, l2, balance, classWeight, maxSteps, patience, gap, seed, by, why } = flags;
  return {
    dataset,
    head,
    model: model === 'mlp' ? { kind: model, hidden } : { kind: model },
    optimizer: optimizer === 'sgd' ? { kind: optimizer, learning_rate, momentum, batch, decay } : { kind: optimizer },
    ...{ alerting, l2, balance, seed, patience, by, why },
    ...{ class_weights: classWeight, gap_s: gap, max_steps: maxSteps },
  };
}

interface PictureTrainingFlags extends PictureFlags {
  readonly head: string;
  readonly json: boolean;
  readonly signal: AbortSignal;
}

async function trainOnPictures(images: string, out: string, flags: PictureTrainingFlags): Promise<void> {
  const { head, release, json, notes, signal, ...rest } = flags;
  const options = { ...rest, l2: rest.l2 ?? 0.2 };
  const unreadable = createUnreadableLog();
  const training = await trainHeadOn(out, {
    ...options,
    images,
    name: head,
    version: release,
    signal,
    onUnreadable: unreadable.log,
    onProgress: (line) => say({ json }, line),
  });
  const recipe = `linear softmax, L2 ${options.l2}, class balance ${options.balance}, seed ${options.seed}`;
  writeCard(out, training, notes === undefined ? { recipe } : { recipe, notes });
  if (readBackboneManifest(options.backbone).variants) {
    if (!json) process.stderr.write('what it loses with the variants of its backbone\n');
    await acceptVariants(out, { ...options, images, limit: lossLimit, signal, onUnreadable: () => undefined });
  }
  const { validation, secondStage } = training;
  if (!json) process.stdout.write(`${out}\n${describeFigures(validation.figures)}\n`);
  if (!json && secondStage) process.stdout.write(`patch5, second stage\n${describeFigures(secondStage)}\n`);
  const patch5 = secondStage ? { patch5: figuresLine(secondStage) } : {};
  const line = { head: out, ...figuresLine(validation.figures), ...patch5, unreadable: unreadable.count() };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function parseExtra(text: string, before: ExtraFolder[]): ExtraFolder[] {
  const [, directory = text, weight = '1'] = /^(.*?)(?::([0-9.]+))?$/.exec(text) ?? [];
  return [...before, { directory, weight: parseNumber(1e-6, 1_000)(weight) }];
}

function parseRule(text: string): SuggestedRule {
  const rule = readRule(text);
  if (!rule) throw new InvalidArgumentError('five numbers are expected: threshold,instant,k,n,clear');
  return rule;
}

function parseClassWeight(text: string, before: Readonly<Record<string, number>>): Record<string, number> {
  const [, label = '', weight = ''] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (label === '') throw new InvalidArgumentError('a class and a number are expected, such as person=2');
  return { ...before, [label]: parseNumber(1e-6, 1000)(weight) };
}
