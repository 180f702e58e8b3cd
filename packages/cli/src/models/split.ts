import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import {
  type Classifier,
  describeDifferences,
  imagenetPreparation,
  type Preparation,
  readClasses,
  readClassifier,
  type Split,
  type SplitOptions,
  splitClassifier,
  type WrittenSplit,
  writeSplit,
} from '@splitsight/model-tools';
import { type Command, Option } from 'commander';
import { parseWholeNumber } from '../options.ts';
import { parseSize } from './profile-options.ts';
import { parseColours, parseScale } from './split-options.ts';

interface SplitFlags extends Pick<SplitOptions, 'at' | 'output' | 'size' | 'layout' | 'check' | 'threads'> {
  readonly mean?: readonly number[];
  readonly std?: readonly number[];
  readonly scale?: number;
  readonly colours: Preparation['colours'];
  readonly head: boolean;
  readonly classes?: string;
  readonly positive?: string;
  readonly name?: string;
  readonly arch?: string;
  readonly licence?: string;
  readonly source?: string;
  readonly out: string;
  readonly json?: true;
}

/** Adds `splitsight models split`. */
export function registerSplit(models: Command, signal: AbortSignal): void {
  models
    .command('split')
    .description('cut a classifier into a backbone and a head, compare them with it, and write them with manifests')
    .argument('<model>', 'an ONNX file, or the folder of a model that was pulled or imported')
    .requiredOption('--out <dir>', 'where the folders backbone and head are written')
    .option('--at <value>', 'cut at this value; the global average pooling is found unless told')
    .option('--output <name>', 'the output that holds the classes, if it is not the first')
    .option('--no-head', 'write the backbone alone')
    .option('--size <pixels>', 'height and width where the file leaves them free: 224 or 192x256', parseSize)
    .addOption(new Option('--layout <name>', 'of the input, if both could be').choices(['nchw', 'nhwc']))
    .option('--mean <r,g,b>', "what the model expects of colours; ImageNet's unless told", parseColours(-1000, 1000))
    .option('--std <r,g,b>', 'the same', parseColours(1e-6, 1000))
    .option('--scale <number>', 'of a byte before mean and std: 1/255 unless told', parseScale)
    .addOption(new Option('--colours <order>', 'which the model takes').choices(['rgb', 'bgr']).default('rgb'))
    .option('--check <dir>', 'pictures to compare halves and whole with, beside synthetic ones')
    .option('--classes <file>', 'the names of the classes, one a line; class-0, class-1, … unless told')
    .option('--positive <class>', 'the class that alerts; the first unless told')
    .option('--name <name>', 'of both halves; that of the model unless told')
    .option('--arch <name>', 'for the manifest')
    .option('--licence <spdx>', 'for the manifest')
    .option('--source <text>', 'for the manifest: where the model is from')
    .option('--threads <n>', 'to compare with', parseWholeNumber(1, 64), Math.min(4, availableParallelism()))
    .option('--json', 'print one JSON line, last')
    .action((path: string, flags: SplitFlags) => split(path, flags, signal));
}

async function split(path: string, flags: SplitFlags, signal: AbortSignal): Promise<void> {
  const { at, output, size, layout, check, threads } = flags;
  const classes = flags.classes === undefined ? undefined : readClasses(flags.classes);
  const classifier = readClassifier(path);
  const found = await splitClassifier(classifier.model, classifier.path, {
    preparation: preparationOf(classifier, flags),
    withHead: flags.head,
    threads,
    signal,
    ...(at !== undefined && { at }),
    ...(output !== undefined && { output }),
    ...(size && { size }),
    ...(layout && { layout }),
    ...(check !== undefined && { check }),
  });
  const written = writeSplit(flags.out, found, {
    name: flags.name ?? headName(classifier.name),
    arch: flags.arch ?? classifier.manifest?.arch ?? 'unknown',
    licence: flags.licence ?? classifier.manifest?.licence ?? 'NOASSERTION',
    source: flags.source ?? classifier.manifest?.source ?? `${classifier.name}.onnx, cut by splitsight models split`,
    ...(classes && { classes }),
    ...(flags.positive !== undefined && { positive: flags.positive }),
  });
  if (!flags.json) process.stdout.write(describe(flags.out, found, written));
  process.stdout.write(`${JSON.stringify(report(found, written))}\n`);
}

function preparationOf({ manifest }: Classifier, { mean, std, scale, colours }: SplitFlags): Preparation {
  const known = manifest?.normalisation ?? imagenetPreparation;
  return {
    mean: mean ?? known.mean,
    std: std ?? known.std,
    scale: scale ?? imagenetPreparation.scale,
    colours,
  };
}

/** A name as an id, which is what a head's name is. */
function headName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '-')
    .replace(/^[-_]+/, '')
    .slice(0, 63);
}

function describe(out: string, { cut, answer, head, differences }: Split, written: WrittenSplit): string {
  const { map } = cut;
  const classes = written.head?.classes;
  const lines = [
    `${join(out, 'backbone')}: fingerprint ${written.backbone.fingerprint}, cut at "${cut.value}"; ${cut.dims} values, the mean of "${map.value}", ${map.height} × ${map.width}`,
    head &&
      `${join(out, 'head')}: ${answer.classes} classes from "${answer.name}", ${softmaxNote[answer.form]}; alerts on ${classes?.[written.head?.positive ?? 0]}`,
    head && answer.origin === cut.value && 'nothing that was learnt lies behind the cut: the features are the logits',
    `the largest differences to the whole ${describeDifferences(differences)}`,
  ];
  return lines
    .filter((line) => typeof line === 'string')
    .map((line) => `${line}\n`)
    .join('');
}

const softmaxNote = {
  logits: 'taken for logits, so a softmax was added',
  probabilities: 'which are probabilities already',
  'log-probabilities': 'which are logarithms, so an exponential was added',
} as const;

function report({ cut, answer, differences }: Split, { backbone, head }: WrittenSplit): object {
  return {
    backbone: backbone.name,
    fingerprint: backbone.fingerprint,
    at: cut.value,
    dims: cut.dims,
    map: [cut.map.height, cut.map.width],
    head: head && { classes: head.classes.length, form: answer.form },
    differences: { pictures: differences.pictures, features: differences.features, ...differences.answers },
  };
}
