import type { Backbone, Decoder } from '@splitsight/inference';
import type { TrainingSet } from '@splitsight/learn';
import type { Picture, UnreadableLog } from './pictures.ts';
import { type Rows, readRows } from './rows.ts';
import { alteredViews, extraViews } from './views.ts';

/** Pictures that join every training fold and are never part of the figures. */
export interface ExtraPictures {
  readonly pictures: readonly Picture[];
  /** How much one of them counts beside a picture of the training set. */
  readonly weight: number;
}

/** What a training set is made of. */
export interface Material {
  readonly pictures: readonly Picture[];
  /** The group of each of them. */
  readonly groups: readonly number[];
  readonly extras: readonly ExtraPictures[];
  readonly classes: readonly string[];
  /** The class that alerts. */
  readonly alerting: string;
  readonly backbone: Backbone;
  readonly decoder: Decoder;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly onUnreadable: UnreadableLog;
}

/** Some rows of a training set, before they are joined. */
interface Part {
  readonly rows: Rows;
  readonly pictures: readonly Picture[];
  readonly groups: readonly number[];
  readonly weight: number;
  readonly judged: readonly boolean[];
}

/** Reads all pictures into one training set. Extra pictures are of group −1, which no fold holds out. */
export async function buildTrainingSet(material: Material): Promise<TrainingSet> {
  const { pictures, groups, extras, alerting } = material;
  const showsIt = (picture: Picture) => picture.label === alerting;
  const rows = await readRows(pictures, {
    ...material,
    altered: (frame, picture, random) => alteredViews(frame, showsIt(picture), random),
  });
  const parts: Part[] = [{ rows, pictures, groups, weight: 1, judged: rows.plain }];
  for (const [i, extra] of extras.entries()) {
    const extraRows = await readRows(extra.pictures, {
      ...material,
      seed: material.seed + i + 1,
      altered: (frame, picture, random) => extraViews(frame, showsIt(picture), random),
    });
    const apart = extra.pictures.map(() => -1);
    parts.push({ ...extra, rows: extraRows, groups: apart, judged: extraRows.plain.map(() => false) });
  }
  return join(parts, material);
}

function join(parts: readonly Part[], { backbone, classes }: Material): TrainingSet {
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
    labels: parts.flatMap(({ rows, pictures }) => rows.picture.map((i) => classes.indexOf(pictures[i]?.label ?? ''))),
    weights: parts.flatMap(({ rows, weight }) => rows.weight.map((view) => view * weight)),
    groups: parts.flatMap(({ rows, groups }) => rows.picture.map((i) => groups[i] ?? -1)),
    judged: parts.flatMap(({ judged }) => judged),
  };
}
