import { readFileSync } from 'node:fs';
import {
  type BackboneManifest,
  createBackboneContents,
  createHeadContents,
  type HeadManifest,
} from '@splitsight/inference';
import { messageOf } from '@splitsight/kernel';
import { idPattern } from '@splitsight/wire';
import { modelToolsError } from '../errors.ts';
import { writeFiles } from '../files.ts';
import { splitError } from './errors.ts';
import type { Split } from './split.ts';

/** What the manifests say that cannot be read off the model. */
export interface SplitFacts {
  readonly name: string;
  readonly arch: string;
  readonly licence: string;
  readonly source: string;
  /** One for each class; class-0, class-1, … unless told. */
  readonly classes?: readonly string[];
  /** The class that alerts; the first unless told. */
  readonly positive?: string;
}

/** What was written. */
export interface WrittenSplit {
  readonly backbone: BackboneManifest;
  readonly head: HeadManifest | undefined;
}

/**
 * Writes the halves of a classifier as models of our contract into `directory`: `backbone` and, where there is a head,
 * `head`, which takes the codec f32.
 *
 * @throws CodedError SPLIT_CLASSES, MODEL_MANIFEST, WIRE_ID, MODELS_UNWRITABLE; nothing is written then.
 */
export function writeSplit(directory: string, split: Split, facts: SplitFacts): WrittenSplit {
  const { cut, answer, differences } = split;
  const { name, arch, licence, source } = facts;
  const common = { version: '1', licence, source };
  const backbone = createBackboneContents(
    {
      ...common,
      name,
      arch,
      input: split.picture.size,
      dims: cut.dims,
      figures: [figure('features', differences.features)],
    },
    split.backbone,
  );
  const files = new Map([...backbone.files].map(([file, content]) => [`backbone/${file}`, content]));
  if (!split.head) {
    writeFiles(directory, files);
    return { backbone: backbone.manifest, head: undefined };
  }
  const classes = facts.classes ?? Array.from({ length: answer.classes }, (_, i) => `class-${i}`);
  if (classes.length !== answer.classes) {
    throw splitError('SPLIT_CLASSES', `${name}: ${classes.length} names for ${answer.classes} classes`);
  }
  const positive = facts.positive === undefined ? 0 : classes.indexOf(facts.positive);
  if (positive < 0) throw splitError('SPLIT_CLASSES', `${name}: "${facts.positive}" is not among them`);
  const { fingerprint } = backbone.manifest;
  const { answers } = differences;
  const answerFigures = answers
    ? [figure('probabilities', answers.probabilities), figure('logits', answers.logits)]
    : [];
  const origin = { backbone: name, fingerprint, codec: 'f32', dims: cut.dims } as const;
  const head = createHeadContents(
    {
      ...common,
      name,
      ...origin,
      classes: [...classes],
      positive,
      figures: answerFigures,
    },
    split.head,
  );
  for (const [file, content] of head.files) files.set(`head/${file}`, content);
  writeFiles(directory, files);
  return { backbone: backbone.manifest, head: head.manifest };

  function figure(of: 'features' | 'probabilities' | 'logits', value: number) {
    const scale = of === 'probabilities' ? '' : ', as a share of the largest of a picture';
    const how = `the largest difference to the whole model${scale}, over synthetic and given pictures`;
    return { name: `split_${of}`, value, n: differences.pictures, how };
  }
}

/**
 * Reads the names of classes, one a line, in the order of the model's output.
 *
 * @throws CodedError MODELS_UNREADABLE, SPLIT_CLASSES
 */
export function readClasses(path: string): string[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw modelToolsError('MODELS_UNREADABLE', `${path} (${messageOf(error)})`, error);
  }
  const names = text.replace(/\r?\n$/, '').split(/\r?\n/);
  names.forEach((name, i) => {
    if (!idPattern.test(name)) throw splitError('SPLIT_CLASSES', `${path}, line ${i + 1}: "${name.slice(0, 64)}"`);
    if (names.indexOf(name) < i) throw splitError('SPLIT_CLASSES', `${path}, line ${i + 1}: "${name}" once more`);
  });
  return names;
}
