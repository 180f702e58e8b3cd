import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HeadManifest } from '@splitsight/inference';
import { messageOf } from '@splitsight/kernel';
import { trainingError } from '../errors.ts';
import type { PictureCount, PictureTraining } from './picture-head.ts';

/** What the card says besides what was measured. */
export interface CardOptions {
  /** A Markdown file that is put at the end: where the pictures are from, what else was measured, what to beware of. */
  readonly notes?: string;
  /** The options of the training that are worth repeating. */
  readonly recipe: string;
}

/** Writes a head's card, README.md in `directory`. @throws CodedError HEAD_NOTES */
export function writeCard(directory: string, training: PictureTraining, options: CardOptions): void {
  const notes = options.notes === undefined ? '' : `\n${readNotes(options.notes)}`;
  writeFileSync(join(directory, 'README.md'), describeHead(training, options.recipe) + notes);
}

function describeHead({ manifest, validation, counts }: PictureTraining, recipe: string): string {
  const { classes, positive, codec, dims, files } = manifest;
  const alerting = classes[positive] ?? '';
  const table = (rows: readonly (readonly string[])[]) => rows.map((row) => `| ${row.join(' | ')} |`).join('\n');
  return `# ${manifest.name}

A head of SplitSight: it scores the features of \`${manifest.backbone}\` and of no other backbone, and alerts on \`${alerting}\`.

${table([
  ['', ''],
  ['---', '---'],
  ['input', `\`vector\`: the bytes of codec \`${codec}\`, ${dims} values, of backbone \`${manifest.fingerprint}\``],
  ['output', `\`probabilities\` float32 [n, ${classes.length}]: ${classes.join(', ')}`],
  [
    'network',
    'the codec undone, square roots, one linear layer, softmax; standardisation and temperature are folded into the weights',
  ],
  ['file', `\`head.onnx\`, ${files['head.onnx']?.bytes ?? 0} bytes, operator set 13`],
  ...(files['patch5.onnx']
    ? [
        [
          'second stage',
          `\`patch5.onnx\`, ${files['patch5.onnx'].bytes} bytes: the five probability vectors of the corners and the centre, one linear layer, softmax`,
        ],
      ]
    : []),
  ['version, licence', `${manifest.version}, ${manifest.licence}`],
])}

## Trained on

${table([
  ['class', 'pictures', 'extra pictures (they teach, and are not part of any figure below)'],
  ['---', '---', '---'],
  ...classes.map((label) => [label, countOf(counts, 'images', label), countOf(counts, 'extra', label)]),
])}

Hash over their names and bytes: \`${manifest.data?.sha256 ?? ''}\`. Recipe: ${recipe}.

## Measured

${table([
  ['figure', 'value', '95 % interval', 'n', 'how'],
  ['---', '---', '---', '---', '---'],
  ...manifest.figures.map((figure) => [
    figure.name,
    figure.value.toFixed(3),
    `${figure.low?.toFixed(3) ?? ''} to ${figure.high?.toFixed(3) ?? ''}`,
    String(figure.n),
    figure.how,
  ]),
])}

Of the pictures of each class (rows), so many were taken for each class (columns):

${table([
  ['', ...classes],
  ['---', ...classes.map(() => '---')],
  ...validation.figures.confusion.map((row, label) => [classes[label] ?? '', ...row.map(String)]),
])}
${describeRule(manifest)}`;
}

function describeRule({ rule }: HeadManifest): string {
  if (!rule) return '';
  const { threshold, instant, k, n, clear } = rule;
  return `
## Suggested rule

Raise when ${k} of the last ${n} frames score ${threshold} or more, or one frame scores ${instant} or more; end below ${clear}. A frame's score is the
highest of its regions.
`;
}

function countOf(counts: readonly PictureCount[], source: PictureCount['source'], label: string): string {
  return String(counts.find((count) => count.source === source && count.label === label)?.pictures ?? 0);
}

function readNotes(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw trainingError('HEAD_NOTES', `${path} (${messageOf(error)})`, error);
  }
}
