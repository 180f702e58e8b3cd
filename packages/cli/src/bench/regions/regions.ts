import { type Backbone, type Decoder, openBackbone, openDecoder } from '@splitsight/inference';
import { auroc, type TrainingSet } from '@splitsight/learn';
import { buildTrainingSet, listPictures, readGroups, trainingError, type UnreadableLog } from '@splitsight/training';
import { type Cost, measureCosts } from './cost.ts';
import { type FoldHeads, smallFireRows, trainFoldHeads } from './fold-heads.ts';
import { type Recall, recallAt, type Scored } from './recall.ts';
import { readSamples, type Sample } from './samples.ts';
import { fireClass, fireShares, foldsOf } from './scenes.ts';
import { type Method, methods, scoreSamples } from './scores.ts';

export interface RegionsOptions {
  /** DIR/fire and DIR/<another class>, as of `head train`. */
  readonly images: string;
  readonly groups?: string;
  readonly backbone: string;
  readonly threads: number;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly onProgress: (line: string) => void;
  readonly onUnreadable: UnreadableLog;
}

/** How well fires of one size are found. */
export interface Found {
  readonly n: number;
  readonly auroc: number;
  readonly recall_at_1: Omit<Recall, 'threshold'>;
  readonly recall_at_5: Omit<Recall, 'threshold'>;
}

/** What a way to look finds, by the size of fires: `picture` is a fire as it was photographed. */
export interface MethodReport {
  /** Scores above this are 1 % of the normal pictures. */
  readonly threshold_at_1: number;
  readonly fires: Readonly<Record<string, Found>>;
  /** Of pastes without fire, the share above the threshold. */
  readonly control: number;
}

export interface RegionsReport {
  readonly bench: 'regions';
  readonly backbone: string;
  readonly threads: number;
  readonly seed: number;
  readonly n: Readonly<Record<string, number>>;
  /** `as_shipped`: heads by the recipe of the shipped one, without extra pictures. `taught`: they saw pasted fires, too. */
  readonly heads: Readonly<Record<'as_shipped' | 'taught', Readonly<Record<Method, MethodReport>>>>;
  readonly cost: Readonly<Record<keyof typeof ways, Cost>>;
}

/** The recipe of the shipped head. */
const recipe = { l2: 0.2, balance: 0.5 } as const;
/** How much a row of a pasted fire counts beside a picture. */
const taughtWeight = 0.5;

const ways = {
  global: ['global'],
  'global + motion': ['global', 'motion'],
  tiles: ['tiles'],
  'global + tiles': ['global', 'tiles'],
  patch5: ['patch5'],
  'global + patch5': ['global', 'patch5'],
} as const;

/**
 * Measures what each kind of region is worth where fires are small: recall at few false positives, and what a look costs.
 *
 * @throws CodedError HEAD_PICTURES, HEAD_CLASS_EMPTY, HEAD_CLASS_UNKNOWN, HEAD_GROUPS, LEARN_FOLDS and those of openBackbone.
 */
export async function benchRegions(options: RegionsOptions): Promise<RegionsReport> {
  const { images, threads, seed, signal } = options;
  const pictures = listPictures(images);
  const classes = [...new Set(pictures.map(({ label }) => label))];
  if (classes.length !== 2 || !classes.includes(fireClass))
    throw trainingError('HEAD_CLASS_UNKNOWN', `${images} has ${classes.join(', ')}; expected fire and one other class`);
  const from = { ...options, pictures, groups: readGroups(options.groups, pictures) };
  const foldOf = foldsOf(from);
  const backbone = await openBackbone(options.backbone, { codec: 'u8', threads, signal });
  let decoder: Decoder | undefined;
  try {
    decoder = await openDecoder(options.backbone, 'u8', 'root');
    options.onProgress('what each way to look costs');
    const cost = await measureCosts(backbone, ways, signal);
    options.onProgress('pictures and pasted fires, seen by the backbone');
    const samples = await readSamples(from, backbone, decoder, signal);
    const material = { ...from, extras: [], classes, alerting: fireClass, backbone, decoder };
    const set = await buildTrainingSet(material);
    const heads = await judge({ ...options, samples, set, foldOf, fire: classes.indexOf(fireClass) });
    return { bench: 'regions', backbone: nameOf(backbone), threads, seed, n: countKinds(samples), heads, cost };
  } finally {
    await decoder?.close();
    await backbone.close();
  }
}

const nameOf = ({ manifest }: Backbone): string => manifest.name;

interface Judged extends Pick<RegionsOptions, 'seed' | 'signal' | 'onProgress'> {
  readonly samples: readonly Sample[];
  readonly set: TrainingSet;
  readonly foldOf: ReadonlyMap<number, number>;
  readonly fire: number;
}

async function judge({
  samples,
  set,
  foldOf,
  fire,
  seed,
  signal,
  onProgress,
}: Judged): Promise<RegionsReport['heads']> {
  const training = { ...recipe, seed };
  const report = async (heads: FoldHeads, teaches: (sample: Sample) => boolean) => {
    const scores = await scoreSamples(samples, heads, fire, teaches, training, signal);
    return Object.fromEntries(
      methods.map((method) => [method, describe(samples, scores[method], seed)]),
    ) as RegionsReport['heads']['taught'];
  };
  const foldOfPicture = (row: number) => foldOf.get(set.groups[row] as number);
  onProgress('heads as shipped, one for each fold and pair of folds');
  const plain = await trainFoldHeads(set, foldOfPicture, training, signal);
  onProgress('the same, taught small fires');
  const small = smallFireRows(samples, set.dims, fire, seed);
  const pictureRows = set.labels.length;
  const both = joined(set, small);
  const taught = await trainFoldHeads(
    both,
    (row) => (row < pictureRows ? foldOfPicture(row) : small.folds[row - pictureRows]),
    training,
    signal,
  );
  return {
    as_shipped: await report(plain, ({ kind }) => kind === 'fire' || kind === 'normal'),
    taught: await report(taught, ({ kind }) => kind !== 'control'),
  };
}

function joined(set: TrainingSet, small: ReturnType<typeof smallFireRows>): TrainingSet {
  const features = new Float32Array(set.features.length + small.features.length);
  features.set(set.features);
  features.set(small.features, set.features.length);
  return {
    ...set,
    features,
    labels: [...Array.from(set.labels), ...small.labels],
    weights: [...Array.from(set.weights), ...small.labels.map(() => taughtWeight)],
    groups: [...Array.from(set.groups), ...small.groups],
    judged: [...Array.from(set.judged), ...small.labels.map(() => true)],
  };
}

function describe(samples: readonly Sample[], scores: Float64Array, seed: number): MethodReport {
  const pick = (wanted: (sample: Sample) => boolean): Scored[] =>
    samples.flatMap((sample, i) => {
      const groups = sample.pastedGroup === null ? [sample.group] : [sample.group, sample.pastedGroup];
      return wanted(sample) ? [{ score: scores[i] ?? 0, groups }] : [];
    });
  const normal = pick(({ kind }) => kind === 'normal');
  const found = (fires: readonly Scored[]): Found => {
    const all = [...fires, ...normal];
    return {
      n: fires.length,
      auroc: round(
        auroc(
          all.map(({ score }) => score),
          all.map((_, i) => i < fires.length),
          all.map((_, i) => i),
        ),
      ),
      recall_at_1: rounded(recallAt(0.01, fires, normal, seed)),
      recall_at_5: rounded(recallAt(0.05, fires, normal, seed)),
    };
  };
  const { threshold } = recallAt(0.01, [], normal, seed);
  const control = pick(({ kind }) => kind === 'control');
  return {
    threshold_at_1: round(threshold),
    fires: {
      picture: found(pick(({ kind }) => kind === 'fire')),
      ...Object.fromEntries(
        fireShares.map((share) => [
          `1/${1 / share}`,
          found(pick((one) => one.kind === 'pasted' && one.share === share)),
        ]),
      ),
    },
    control: round(control.filter(({ score }) => score > threshold).length / Math.max(1, control.length)),
  };
}

function countKinds(samples: readonly Sample[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind } of samples) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

function rounded({ value, low, high }: Recall): Found['recall_at_1'] {
  return { value: round(value), low: round(low), high: round(high) };
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
