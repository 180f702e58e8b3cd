import { openBackbone, openHead, readBackboneManifest, readHeadManifest } from '@splitsight/inference';
import { type Figures, figures } from '@splitsight/learn';
import { decodePictures, listPictures, trainingError, type UnreadableLog } from '@splitsight/training';
import { resizeRegion } from '@splitsight/vision';
import { type PrecisionName, wholeFrame } from '@splitsight/wire';
import { findBackbone, findHead } from './find-model.ts';

/** What is evaluated. */
export interface EvaluateOptions {
  /** A name or a folder. */
  readonly head: string;
  /** The folder of the head's backbone; found among the models unless told. */
  readonly backbone?: string;
  /** In what numbers the backbone computes; float32 unless told. */
  readonly variant?: PrecisionName;
  /** DIR/<class>/*.jpg */
  readonly images: string;
  readonly threads: number;
  readonly signal: AbortSignal;
  readonly onUnreadable: UnreadableLog;
}

/** How good a head is on pictures, each seen as a whole frame. */
export interface Evaluation {
  readonly head: string;
  readonly figures: Figures;
}

/**
 * Scores pictures with a head, through its backbone and codec as they run, and measures the answers.
 *
 * @throws CodedError HEAD_NOT_FOUND, HEAD_BACKBONE_NOT_FOUND, HEAD_PICTURES, HEAD_CLASS_EMPTY, HEAD_CLASS_UNKNOWN, and
 *   what opening models throws.
 */
export async function evaluateHead(options: EvaluateOptions): Promise<Evaluation> {
  const directory = findHead(options.head, options.backbone ? readBackboneManifest(options.backbone) : undefined);
  const manifest = readHeadManifest(directory);
  const { classes, codec, positive } = manifest;
  const pictures = listPictures(options.images);
  const unknown = pictures.find(({ label }) => !classes.includes(label));
  if (unknown)
    throw trainingError('HEAD_CLASS_UNKNOWN', `"${unknown.label}"; ${manifest.name} knows ${classes.join(', ')}`);

  const { threads, variant: precision = 'float32' } = options;
  const backbone = await openBackbone(options.backbone ?? findBackbone(manifest), { codec, threads, precision });
  try {
    const head = await openHead(directory, { threads: 1, origin: backbone });
    try {
      const image = new Uint8Array(backbone.input.width * backbone.input.height * 3);
      const labels: number[] = [];
      const probabilities: number[] = [];
      for await (const { picture, frame } of decodePictures(pictures, options.onUnreadable)) {
        options.signal.throwIfAborted();
        resizeRegion(frame, wholeFrame, backbone.input, image);
        const [vector = new Uint8Array(0)] = await backbone.extract(image, 1);
        probabilities.push(...(await head.score(vector, 1)));
        labels.push(classes.indexOf(picture.label));
      }
      requireEveryClass(
        pictures.map(({ label }) => label),
        labels,
        classes,
        options.images,
      );
      return { head: directory, figures: figures(probabilities, labels, classes.length, positive, 1) };
    } finally {
      await head.close();
    }
  } finally {
    await backbone.close();
  }
}

function requireEveryClass(
  listed: readonly string[],
  read: readonly number[],
  classes: readonly string[],
  images: string,
): void {
  for (const label of new Set(listed)) {
    if (!read.includes(classes.indexOf(label))) throw trainingError('HEAD_CLASS_EMPTY', `${label} of ${images}`);
  }
}
