import {
  type Decoder,
  type HeadManifest,
  openBackbone,
  openDecoder,
  type SuggestedRule,
  writeHead,
  writeSecondStage,
} from '@splitsight/inference';
import { type Figures, type TrainingOptions, trainHead } from '@splitsight/learn';
import type { CodecName } from '@splitsight/wire';
import { trainingError } from '../errors.ts';
import { type CrossValidation, crossValidate } from '../run/cross-validation.ts';
import { manifestFigures } from './manifest-figures.ts';
import { hashPictures, listPictures, type Picture, readGroups, type UnreadableLog } from './pictures.ts';
import { measureSecondStage, readPatchScores, trainSecondStage } from './second-stage.ts';
import { buildTrainingSet, type Material } from './training-set.ts';

/** A folder of extra pictures, and how much one of them counts beside a picture of the training set. */
export interface ExtraFolder {
  readonly directory: string;
  readonly weight: number;
}

/** What is trained, on what. */
export interface PictureTrainingOptions {
  /** The head's name: also the class that alerts. */
  readonly name: string;
  /** DIR/<class>/*.jpg */
  readonly images: string;
  /** Which of them are near-duplicates: see readGroups. */
  readonly groups?: string;
  readonly extra: readonly ExtraFolder[];
  readonly backbone: string;
  readonly codec: CodecName;
  readonly l2: number;
  readonly balance: number;
  readonly rule?: SuggestedRule;
  /** Also trains the second stage for these regions. */
  readonly regions?: 'patch5';
  readonly seed: number;
  readonly threads: number;
  readonly version: string;
  readonly signal: AbortSignal;
  readonly onUnreadable: UnreadableLog;
  readonly onProgress: (line: string) => void;
}

/** A trained head that has been written. */
export interface PictureTraining {
  readonly manifest: HeadManifest;
  readonly validation: CrossValidation;
  /** How good the second stage was found to be, if one was trained. */
  readonly secondStage: Figures | undefined;
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
export async function trainHeadOn(directory: string, options: PictureTrainingOptions): Promise<PictureTraining> {
  const pictures = listPictures(options.images);
  const classes = [...new Set(pictures.map(({ label }) => label))];
  const positive = classes.indexOf(options.name);
  if (positive < 0 || classes.length < 2) {
    const wanted = `"${options.name}" and at least one other class`;
    throw trainingError('HEAD_CLASS_UNKNOWN', `${options.images} has ${classes.join(', ')}; expected ${wanted}`);
  }
  const extras = options.extra.map(({ directory: from, weight }) => ({ pictures: listExtra(from, classes), weight }));
  const groups = readGroups(options.groups, pictures);

  const backbone = await openBackbone(options.backbone, { codec: options.codec, threads: options.threads });
  let decoder: Decoder | undefined;
  try {
    decoder = await openDecoder(options.backbone, options.codec, 'root');
    options.onProgress(
      `${pictures.length} pictures, ${extras.reduce((sum, extra) => sum + extra.pictures.length, 0)} extra`,
    );
    const material = { ...options, pictures, groups, extras, classes, alerting: options.name, backbone, decoder };
    const set = await buildTrainingSet(material);
    options.onProgress(`${set.labels.length} views; cross-validation`);
    const training = { l2: options.l2, balance: options.balance, seed: options.seed };
    const validation = await crossValidate(set, positive, training, options);
    options.onProgress('the final head, on everything');
    const { layers } = await trainHead(set, training, options);
    const all = [...pictures, ...extras.flatMap((extra) => extra.pictures)];
    const head = writeHead(directory, {
      name: options.name,
      backbone: options.backbone,
      codec: options.codec,
      form: 'root',
      classes,
      positive,
      layers,
      facts: {
        version: options.version,
        licence: 'Apache-2.0',
        source: 'splitsight head train; README.md says on what',
        data: { items: all.length, sha256: hashPictures(all) },
        figures: manifestFigures(validation.figures, classes, positive),
        ...(options.rule ? { rule: options.rule } : {}),
      },
    });
    const second = options.regions && (await addSecondStage(directory, head, material, validation, training));
    return {
      manifest: second?.manifest ?? head,
      validation,
      secondStage: second?.figures,
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

/** Trains the second stage on what the heads of the cross-validation say of pictures that they had not seen. */
async function addSecondStage(
  directory: string,
  { classes, positive }: HeadManifest,
  material: Material & Pick<PictureTrainingOptions, 'onProgress'>,
  { headWithout }: CrossValidation,
  training: TrainingOptions,
): Promise<{ readonly manifest: HeadManifest; readonly figures: Figures }> {
  material.onProgress('the second stage, on five patches of each picture');
  const scores = await readPatchScores(material, headWithout);
  const found = await measureSecondStage(scores, positive, training, material);
  const { layers } = await trainSecondStage(scores, training, material);
  const figures = manifestFigures(found, classes, positive, 'patch5 ');
  return { manifest: writeSecondStage(directory, { ...layers.output, figures }), figures: found };
}

function listExtra(directory: string, classes: readonly string[]): Picture[] {
  const pictures = listPictures(directory);
  const unknown = pictures.find(({ label }) => !classes.includes(label));
  if (unknown)
    throw trainingError('HEAD_CLASS_UNKNOWN', `"${unknown.label}" of ${directory}; expected ${classes.join(', ')}`);
  return pictures;
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
