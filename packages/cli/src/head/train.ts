import {
  type Backbone,
  type Decoder,
  type Figure,
  type HeadManifest,
  openBackbone,
  openDecoder,
  type SuggestedRule,
  writeHead,
} from '@splitsight/inference';
import { type Figures, type TrainingSet, trainHead } from '@splitsight/learn';
import type { CodecName } from '@splitsight/wire';
import { type CrossValidation, crossValidate } from './cross-validation.ts';
import { headError } from './errors.ts';
import { hashPictures, listPictures, type Picture, readGroups, type UnreadableLog } from './pictures.ts';
import { readRows } from './rows.ts';
import { alteredViews, extraViews } from './views.ts';

/** A folder of pictures that join every training fold and are never part of the figures. */
export interface ExtraPictures {
  readonly directory: string;
  /** How much one of them counts beside a picture of the training set. */
  readonly weight: number;
}

/** What is trained, on what. */
export interface TrainOptions {
  /** The head's name: also the class that alerts. */
  readonly name: string;
  /** DIR/<class>/*.jpg */
  readonly images: string;
  /** Which of them are near-duplicates: see readGroups. */
  readonly groups?: string;
  readonly extra: readonly ExtraPictures[];
  readonly backbone: string;
  readonly codec: CodecName;
  readonly l2: number;
  readonly balance: number;
  readonly rule?: SuggestedRule;
  readonly seed: number;
  readonly threads: number;
  readonly version: string;
  readonly signal: AbortSignal;
  readonly onUnreadable: UnreadableLog;
  readonly onProgress: (line: string) => void;
}

/** A trained head that has been written. */
export interface Training {
  readonly manifest: HeadManifest;
  readonly validation: CrossValidation;
  /** Pictures by source and class, those that could not be read included. */
  readonly counts: readonly PictureCount[];
}

export interface PictureCount {
  readonly source: 'images' | 'extra';
  readonly label: string;
  readonly pictures: number;
}

/**
 * Trains a head on the pictures as a camera's frames would reach it, measures the recipe by cross-validation, and writes
 * head.onnx and manifest.json into `directory`. The same pictures, options and seed give the same bytes.
 *
 * @throws CodedError HEAD_PICTURES, HEAD_CLASS_EMPTY, HEAD_CLASS_UNKNOWN, HEAD_GROUPS, LEARN_FOLDS and what opening models
 *   throws.
 */
export async function trainHeadOn(directory: string, options: TrainOptions): Promise<Training> {
  const pictures = listPictures(options.images);
  const classes = [...new Set(pictures.map(({ label }) => label))];
  const positive = classes.indexOf(options.name);
  if (positive < 0 || classes.length < 2) {
    const wanted = `"${options.name}" and at least one other class`;
    throw headError('HEAD_CLASS_UNKNOWN', `${options.images} has ${classes.join(', ')}; expected ${wanted}`);
  }
  const extras = options.extra.map((extra) => ({ ...extra, pictures: listExtra(extra.directory, classes) }));
  const groups = readGroups(options.groups, pictures);

  const backbone = await openBackbone(options.backbone, { codec: options.codec, threads: options.threads });
  let decoder: Decoder | undefined;
  try {
    decoder = await openDecoder(options.backbone, options.codec, 'root');
    const set = await buildSet({ pictures, groups, extras, classes, backbone, decoder, options });
    options.onProgress(`${set.labels.length} views; cross-validation`);
    const training = { l2: options.l2, balance: options.balance, seed: options.seed };
    const validation = crossValidate(set, positive, training);
    options.onProgress('the final head, on everything');
    const { weights, bias } = trainHead(set, training);
    const all = [...pictures, ...extras.flatMap((extra) => extra.pictures)];
    const manifest = writeHead(directory, {
      name: options.name,
      backbone: options.backbone,
      codec: options.codec,
      form: 'root',
      classes,
      positive,
      weights,
      bias,
      facts: {
        version: options.version,
        licence: 'Apache-2.0',
        source: 'splitsight head train; README.md says on what',
        data: { items: all.length, sha256: hashPictures(all) },
        figures: describeFigures(validation.figures, classes, positive),
        ...(options.rule ? { rule: options.rule } : {}),
      },
    });
    return {
      manifest,
      validation,
      counts: count(
        pictures,
        extras.flatMap((extra) => extra.pictures),
        classes,
      ),
    };
  } finally {
    await decoder?.close();
    await backbone.close();
  }
}

function listExtra(directory: string, classes: readonly string[]): Picture[] {
  const pictures = listPictures(directory);
  const unknown = pictures.find(({ label }) => !classes.includes(label));
  if (unknown)
    throw headError('HEAD_CLASS_UNKNOWN', `"${unknown.label}" of ${directory}; expected ${classes.join(', ')}`);
  return pictures;
}

interface Material {
  readonly pictures: readonly Picture[];
  readonly groups: readonly number[];
  readonly extras: readonly (ExtraPictures & { readonly pictures: readonly Picture[] })[];
  readonly classes: readonly string[];
  readonly backbone: Backbone;
  readonly decoder: Decoder;
  readonly options: TrainOptions;
}

/** Reads all pictures into one training set. Extra pictures are groups of their own that no fold holds out. */
async function buildSet(material: Material): Promise<TrainingSet> {
  const { pictures, groups, extras, classes, backbone, decoder, options } = material;
  const shared = { backbone, decoder, signal: options.signal, onUnreadable: options.onUnreadable };
  const showsIt = (picture: Picture) => picture.label === options.name;
  options.onProgress(`${pictures.length} pictures of ${options.images}`);
  const rows = await readRows(pictures, {
    ...shared,
    seed: options.seed,
    altered: (frame, picture, random) => alteredViews(frame, showsIt(picture), random),
  });
  const parts = [{ rows, pictures, weight: 1, groups, judged: rows.plain }];
  for (const [i, extra] of extras.entries()) {
    options.onProgress(`${extra.pictures.length} extra pictures of ${extra.directory}`);
    const extraRows = await readRows(extra.pictures, {
      ...shared,
      seed: options.seed + i + 1,
      altered: (frame, picture, random) => extraViews(frame, showsIt(picture), random),
    });
    const apart = extra.pictures.map(() => -1);
    parts.push({ ...extra, rows: extraRows, groups: apart, judged: extraRows.plain.map(() => false) });
  }
  const features = new Float32Array(parts.reduce((sum, part) => sum + part.rows.features.length, 0));
  let at = 0;
  for (const part of parts) {
    features.set(part.rows.features, at);
    at += part.rows.features.length;
  }
  return {
    features,
    dims: backbone.dims,
    classes: classes.length,
    labels: parts.flatMap((part) => part.rows.picture.map((i) => classes.indexOf(part.pictures[i]?.label ?? ''))),
    weights: parts.flatMap((part) => part.rows.weight.map((weight) => weight * part.weight)),
    groups: parts.flatMap((part) => part.rows.picture.map((i) => part.groups[i] ?? -1)),
    judged: parts.flatMap((part) => part.judged),
  };
}

function describeFigures(found: Figures, classes: readonly string[], positive: number): Figure[] {
  const how = 'grouped stratified 5-fold cross-validation on the training pictures as whole frames, after the codec';
  const positives = found.confusion[positive]?.reduce((sum, n) => sum + n, 0) ?? 0;
  const about = `${classes[positive]}, likeliest class`;
  const round = (value: number) => Math.round(value * 10_000) / 10_000;
  const figure = (name: 'accuracy' | 'recall' | 'fpr' | 'auroc' | 'ece', n: number, what: string): Figure => ({
    name,
    value: round(found[name].value),
    low: round(found[name].low),
    high: round(found[name].high),
    n,
    how: `${what}; ${how}`,
  });
  return [
    figure('accuracy', found.n, 'likeliest class; Wilson interval'),
    figure('recall', positives, `${about}; Wilson interval`),
    figure('fpr', found.n - positives, `${about}; Wilson interval`),
    figure('auroc', found.n, 'ties half; bootstrap interval'),
    figure('ece', found.n, '15 bins; bootstrap interval'),
  ];
}

function count(pictures: readonly Picture[], extra: readonly Picture[], classes: readonly string[]): PictureCount[] {
  return classes.flatMap((label) =>
    ([['images', pictures] as const, ['extra', extra] as const] as const).map(([source, list]) => ({
      source,
      label,
      pictures: list.filter((picture) => picture.label === label).length,
    })),
  );
}
