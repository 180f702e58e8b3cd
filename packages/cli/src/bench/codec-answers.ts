import { groupedFolds, predict, type TrainedHead, type TrainingSet, trainHead } from '@splitsight/learn';
import type { Answers, JudgedTask } from './codec-figures.ts';

/** Pictures to be told apart, as features. */
export interface Task {
  readonly name: string;
  readonly classes: readonly string[];
  readonly labels: readonly number[];
  /** Items of one group are near-duplicates: no head judges an item whose group it has seen. */
  readonly groups: readonly number[];
  /** count × dims, float32, as the backbone gives them. */
  readonly features: Float32Array;
  readonly dims: number;
}

/** How heads are trained, and what may interrupt it. */
export interface AnswerOptions {
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly onProgress: (line: string) => void;
}

const foldCount = 5;
/** The defaults of `head train`. */
const recipe = { l2: 0.2, balance: 0.5 };

/**
 * Lets heads answer for each item of a task, through each codec: five folds by groups, and in each one head a codec, trained
 * as `head train` does on whole pictures.
 *
 * @param roots codec → square roots of the features as that codec gives them back; `f32` is among them.
 * @throws CodedError LEARN_FOLDS when a class has fewer than five groups.
 */
export async function answerTask(
  task: Task,
  roots: ReadonlyMap<string, Float32Array>,
  options: AnswerOptions,
): Promise<JudgedTask> {
  const { name, labels, groups } = task;
  const classes = task.classes.length;
  const folds = groupedFolds(labels, groups, foldCount, options.seed);
  const answers = new Map<string, Answers>(
    [...roots.keys()].map((codec) => [
      codec,
      { own: new Float64Array(labels.length * classes), float: new Float64Array(labels.length * classes) },
    ]),
  );
  for (let fold = 0; fold < foldCount; fold++) {
    const judged = rowsWhere(labels, (row) => folds[row] === fold);
    const teaching = rowsWhere(labels, (row) => folds[row] !== fold);
    const heads = new Map<string, TrainedHead>();
    for (const [codec, values] of roots) {
      options.onProgress(`${name}: head ${fold + 1} of ${foldCount} on ${codec}`);
      heads.set(codec, await trainHead(pick(task, values, teaching), { ...recipe, seed: options.seed }, options));
    }
    const floatHead = heads.get('f32');
    for (const [codec, values] of roots) {
      const head = heads.get(codec);
      const answer = answers.get(codec);
      if (!head || !floatHead || !answer) continue;
      const { features } = pick(task, values, judged);
      scatter(predict(head, features), judged, classes, answer.own);
      scatter(predict(floatHead, features), judged, classes, answer.float);
    }
  }
  return { name, classes, labels, groups, answers };
}

function rowsWhere(labels: readonly number[], wanted: (row: number) => boolean): number[] {
  return labels.map((_, row) => row).filter(wanted);
}

function pick({ classes, dims, labels, groups }: Task, values: Float32Array, rows: readonly number[]): TrainingSet {
  const features = new Float32Array(rows.length * dims);
  rows.forEach((row, i) => {
    features.set(values.subarray(row * dims, (row + 1) * dims), i * dims);
  });
  return {
    features,
    dims,
    classes: classes.length,
    labels: rows.map((row) => labels[row] as number),
    weights: rows.map(() => 1),
    groups: rows.map((row) => groups[row] as number),
    judged: rows.map(() => true),
  };
}

function scatter(from: Float64Array, rows: readonly number[], classes: number, to: Float64Array): void {
  rows.forEach((row, i) => {
    to.set(from.subarray(i * classes, (i + 1) * classes), row * classes);
  });
}
