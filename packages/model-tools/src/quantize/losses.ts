import type { BackboneManifest } from '@splitsight/inference';
import type { ProbeLoss } from '@splitsight/learn';
import type { PrecisionName } from '@splitsight/wire';
import { quantizeError } from './errors.ts';
import { featuresOf } from './features.ts';
import type { BackboneGraph } from './graphs.ts';
import { type HeadLoss, measureHeadLoss, measureProbeLoss } from './loss.ts';
import { type ReadOptions, readViews, trimmedViews } from './pictures.ts';

/** A picture, what it shows, and which near-duplicates it belongs to. */
export interface LabelledPicture {
  readonly path: string;
  readonly label: string;
  readonly group: number;
}

/** What losses are measured on. */
export interface LabelledSet {
  readonly pictures: readonly LabelledPicture[];
  /** The label that a linear classifier is to tell from all others. */
  readonly positive: string;
  /** The folders of heads that are measured too. */
  readonly heads: readonly string[];
}

/** What is lost with a variant. */
export interface Losses {
  /** By a linear classifier that was trained on float32. */
  readonly probe: ProbeLoss;
  /** By each head, by its folder. */
  readonly heads: ReadonlyMap<string, HeadLoss>;
}

/** More pictures are thinned out evenly: 2,000 are three views and half an hour on one core each. */
const mostPictures = 2000;

/**
 * Measures what is lost with variants of a backbone, on three views of each labelled picture.
 *
 * @param graphs float32 first, then the variants.
 * @throws CodedError QUANTIZE_LABELS, QUANTIZE_FEW, LEARN_FOLDS, and what opening heads throws.
 */
export async function measureLosses(
  backbone: { readonly directory: string; readonly manifest: BackboneManifest },
  graphs: readonly BackboneGraph[],
  set: LabelledSet,
  options: ReadOptions & { readonly threads: number },
): Promise<ReadonlyMap<PrecisionName, Losses>> {
  const { manifest } = backbone;
  const every = Math.ceil(set.pictures.length / mostPictures);
  const pictures = set.pictures.filter((_, i) => i % every === 0);
  const rows: LabelledPicture[] = [];
  const images = readViews(
    pictures.map(({ path }) => path),
    trimmedViews,
    manifest.input,
    options,
    (picture) => rows.push(...pictures.slice(picture, picture + 1)),
  );
  const features = await featuresOf(graphs, manifest, images, options.threads);
  const reference = features.get('float32');
  if (!reference || rows.length === 0) throw quantizeError('QUANTIZE_FEW', 'none of the labelled pictures can be read');
  const [labels, groups] = [rows.map(({ label }) => label), rows.map(({ group }) => group)];
  const found = new Map<PrecisionName, Losses>();
  for (const { precision } of graphs.slice(1)) {
    options.signal.throwIfAborted();
    const seen = { reference, variant: features.get(precision) ?? reference, labels, groups };
    const heads = new Map<string, HeadLoss>();
    for (const head of set.heads) heads.set(head, await measureHeadLoss(head, backbone, seen));
    found.set(precision, { probe: measureProbeLoss(seen, manifest.dims, set.positive), heads });
  }
  return found;
}
