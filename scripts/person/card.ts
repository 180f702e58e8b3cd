import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HeadManifest } from '@splitsight/inference';
import type { CameraFigures, TrainingOptions } from '@splitsight/learn';
import type { ClipResult } from './play.ts';
import type { PersonRow } from './rows.ts';

/** What the card is about. */
export interface CardFacts {
  readonly manifest: HeadManifest;
  readonly rows: readonly PersonRow[];
  readonly scenes: readonly CameraFigures[];
  /** By heads that had not seen the clip's scene. */
  readonly atNewScenes: readonly ClipResult[];
  /** By the head that is written. */
  readonly shipped: readonly ClipResult[];
  readonly training: TrainingOptions;
}

const sets: Readonly<Record<string, string>> = {
  regions: 'motion regions of ten clips, as the gaze cuts them',
  emptied: 'the same places of the clips with people, with nobody there',
  frames: 'whole frames of the clips, where nobody is there',
  composites: 'people and things cut out of photographs, in places where they never were, in pairs: with and without',
  coco: 'squares of photographs of COCO: around people, around things, and where nobody is',
  snapshots: 'squares of photographs of offices and streets: around people, and where nobody is',
  tiny: 'Tiny-ImageNet: ten classes that show people; 150 others',
  caltech: 'Caltech-101: faces in offices; 90 kinds of things',
  yards: 'motion regions of rendered yards',
};

/** Writes the head's README.md. */
export function writeCard(
  directory: string,
  { manifest, rows, scenes, atNewScenes, shipped, training }: CardFacts,
): void {
  const { codec, dims, classes, files, version, licence, data, figures } = manifest;
  const of = (set: string, person: boolean) =>
    String(rows.filter((row) => row.set === set && row.person === person).length);
  const card = `# person

A head of SplitSight: it scores the features of \`${manifest.backbone}\` and of no other backbone, and alerts on \`person\`: somebody where nobody should be.

${table(
  ['', ''],
  [
    ['input', `\`vector\`: the bytes of codec \`${codec}\`, ${dims} values, of backbone \`${manifest.fingerprint}\``],
    ['output', `\`probabilities\` float32 [n, ${classes.length}]: ${classes.join(', ')}`],
    [
      'network',
      `the codec undone, square roots, ${manifest.hidden ? `a hidden layer of ${manifest.hidden} (ReLU)` : 'no hidden layer'}, softmax; standardisation and temperature are folded into the weights`,
    ],
    ['file', `\`head.onnx\`, ${files['head.onnx']?.bytes ?? 0} bytes, operator set 13`],
    ['version, licence', `${version}, ${licence}`],
  ],
)}

## What to expect

${readFileSync(new URL('expect.md', import.meta.url), 'utf8').trim()}

## At a scene that it has not seen

Heads were trained by the same recipe, each without one scene: without its clips, and without everything that was cut out of them or put into them. What they say of the
scene's motion regions:

${table(
  ['scene', 'regions', 'with a person', 'right', 'people found', 'others taken for people'],
  scenes.map(({ camera, n, positives, accuracy, recall, fpr }) => [
    camera,
    String(n),
    String(positives),
    percent(accuracy.value),
    positives > 0 ? percent(recall.value) : '',
    positives < n ? percent(fpr.value) : '',
  ]),
)}

And the alerts that \`splitsight replay\` raises with them, by the suggested rule. A scene without people is right when there are none:

${clipTable(atNewScenes)}

## On the clips that it has seen

The head that is shipped was trained on all of these clips, so this says that it has learnt them, no more:

${clipTable(shipped)}

## Measured

${table(
  ['figure', 'value', '95 % interval', 'n', 'how'],
  figures.map(({ name, value, low, high, n, how }) => [
    name,
    value.toFixed(3),
    `${low?.toFixed(3) ?? ''} to ${high?.toFixed(3) ?? ''}`,
    String(n),
    how,
  ]),
)}

## Suggested rule

${describeRule(manifest)}

## Trained on

${table(
  ['pictures', 'with a person', 'without'],
  Object.entries(sets).map(([set, what]) => [what, of(set, true), of(set, false)]),
)}

Hash over their names and bytes: \`${data?.sha256 ?? ''}\`. Recipe: ${recipe(training)}. \`scripts/train-person.sh\` makes it all again, from the pictures and clips to this card.

${readFileSync(new URL('notes.md', import.meta.url), 'utf8').trim()}
`;
  writeFileSync(join(directory, 'README.md'), card);
}

function clipTable(results: readonly ClipResult[]): string {
  return table(
    ['clip', 'people', 'alerts raised at'],
    results.map(({ clip, duration, raised }) => [
      `${clip.name}, ${duration} s`,
      typeof clip.people === 'string' ? clip.people : `from second ${clip.people[0]} to ${clip.people[1]}, ± 0.5`,
      raised.length === 0 ? 'none' : raised.map((at) => `${at.toFixed(1)} s`).join(', '),
    ]),
  );
}

function describeRule({ rule }: HeadManifest): string {
  if (!rule) return '';
  const { threshold, instant, k, n, clear } = rule;
  return `Raise when ${k} of the last ${n} frames score ${threshold} or more, or one frame scores ${instant} or more; end below ${clear}. A frame's score is the highest of
its motion regions; the whole frame does not count, for it says more about the room than about who is in it.`;
}

function recipe({ model, l2, seed }: TrainingOptions): string {
  return `${model?.kind === 'mlp' ? `hidden layer of ${model.hidden}` : 'linear'}, softmax, L-BFGS, L2 ${l2}, classes evened out, seed ${seed}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
