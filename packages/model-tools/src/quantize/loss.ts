import { join } from 'node:path';
import { type BackboneManifest, openCodec, openHead, readHeadManifest } from '@splitsight/inference';
import { type ProbeLoss, probeLoss } from '@splitsight/learn';
import { quantizeError } from './errors.ts';

/** Features of labelled pictures by a backbone and a variant of it, in the same order. */
export interface LabelledFeatures {
  /** count × dims */
  readonly reference: Float32Array;
  readonly variant: Float32Array;
  readonly labels: readonly string[];
  /** Near-duplicates, and views of one picture, share one. */
  readonly groups: readonly number[];
}

/** What a head loses when a variant's vectors come in place of the backbone's. */
export interface HeadLoss {
  /** Percentage points of accuracy, likeliest class, on the very same pictures; below 0 it gains. */
  readonly lossPoints: number;
  /** The share of pictures whose likeliest class changes. */
  readonly flips: number;
  readonly n: number;
}

/**
 * Measures what a head loses, its codec included. Pictures that it was trained on flatter it: see {@link measureProbeLoss}.
 *
 * @throws CodedError QUANTIZE_LABELS and what opening a head throws.
 */
export async function measureHeadLoss(
  directory: string,
  backbone: { readonly directory: string; readonly manifest: BackboneManifest },
  set: LabelledFeatures,
): Promise<HeadLoss> {
  const { codec: codecName, fingerprint } = readHeadManifest(directory);
  const origin = { fingerprint: backbone.manifest.fingerprint, codec: codecName };
  const head = await openHead(directory, { threads: 1, origin });
  const codec = await openCodec(backbone.directory, backbone.manifest, codecName).catch(async (error: unknown) => {
    await head.close();
    throw error;
  });
  try {
    const { classes } = head.manifest;
    const odd = set.labels.find((label) => !classes.includes(label));
    if (odd !== undefined) {
      throw quantizeError(
        'QUANTIZE_LABELS',
        `"${odd}"; ${join(directory)} (${fingerprint}) knows ${classes.join(', ')}`,
      );
    }
    const count = set.labels.length;
    const answers = async (features: Float32Array) =>
      likeliest(await head.score(await codec.encode(features, count), count), classes.length);
    const [before, after] = [await answers(set.reference), await answers(set.variant)];
    const right = (found: readonly number[]) =>
      set.labels.filter((label, i) => classes[found[i] ?? -1] === label).length;
    const flips = before.filter((found, i) => found !== after[i]).length;
    return { lossPoints: (100 * (right(before) - right(after))) / count, flips: flips / count, n: count };
  } finally {
    await codec.close();
    await head.close();
  }
}

/**
 * Measures what a linear classifier loses that was trained on the backbone's features and is given the variant's: on
 * pictures whose groups it has not seen.
 *
 * @param positive the label that counts against all others.
 * @throws CodedError QUANTIZE_LABELS when one of the two sides has no picture, LEARN_FOLDS
 */
export function measureProbeLoss(set: LabelledFeatures, dims: number, positive: string): ProbeLoss {
  const isPositive = set.labels.map((label) => label === positive);
  if (!isPositive.includes(true) || !isPositive.includes(false)) {
    throw quantizeError('QUANTIZE_LABELS', `all are "${set.labels[0]}", or none is "${positive}"`);
  }
  return probeLoss({ features: set.reference, dims, positive: isPositive, groups: set.groups }, set.variant);
}

function likeliest(probabilities: Float32Array, classes: number): number[] {
  return Array.from({ length: probabilities.length / classes }, (_, row) => {
    const scores = probabilities.subarray(row * classes, (row + 1) * classes);
    return scores.indexOf(scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY));
  });
}
