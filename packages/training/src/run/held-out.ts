import {
  type CurvePoint,
  groupedFolds,
  keepRows,
  predict,
  predictUncalibrated,
  type TrainedHead,
  type TrainingOptions,
  type TrainingSet,
  trainHead,
} from '@splitsight/learn';

/** What heads say of rows whose groups they have not seen. */
export interface HeldOut {
  /** The judged rows that were held out, in their order. */
  readonly rows: Int32Array;
  /** rows × classes, at the temperature that each head chose without them. */
  readonly probabilities: Float64Array;
  /** rows × classes, had no temperature been chosen. */
  readonly uncalibrated: Float64Array;
  /** One for each part that was held out. */
  readonly heads: readonly TrainedHead[];
  /** The part that a judged group is in; one that was never held out, too. */
  readonly foldOf: ReadonlyMap<number, number>;
}

/** Into how many parts the judged groups are dealt, and how many of these are held out, one after the other. */
export interface Dealing {
  readonly folds: number;
  readonly held: number;
}

/** What listens while heads are trained; `fold` counts from 0. */
export interface HeldOutHooks {
  readonly signal?: AbortSignal;
  readonly onFold?: (fold: number) => void;
  readonly onPoint?: (fold: number, point: CurvePoint) => void;
}

/**
 * Trains a head without each part in turn, and has it score the judged rows of that part.
 *
 * @throws CodedError LEARN_… and the reason of `hooks.signal`.
 */
export async function scoreHeldOut(
  set: TrainingSet,
  { folds: count, held }: Dealing,
  options: TrainingOptions,
  hooks: HeldOutHooks = {},
): Promise<HeldOut> {
  const { signal, onFold, onPoint } = hooks;
  const judged = Int32Array.from(
    Array.from({ length: set.labels.length }, (_, row) => row).filter((row) => set.judged[row] === true),
  );
  const groups = Array.from(judged, (row) => set.groups[row] as number);
  const folds = groupedFolds(
    Array.from(judged, (row) => set.labels[row] as number),
    groups,
    count,
    options.seed,
  );
  const foldOf = new Map(groups.map((group, i) => [group, folds[i] as number]));
  const rows = judged.filter((_, i) => (folds[i] as number) < held);
  const at = new Map(Array.from(rows, (row, i) => [row, i]));
  const probabilities = new Float64Array(rows.length * set.classes);
  const uncalibrated = new Float64Array(rows.length * set.classes);
  const heads: TrainedHead[] = [];
  for (let fold = 0; fold < held; fold++) {
    onFold?.(fold);
    const learning = keepRows(set, (row) => foldOf.get(set.groups[row] as number) !== fold);
    const head = await trainHead(learning, options, {
      ...(signal && { signal }),
      ...(onPoint && { onPoint: (point: CurvePoint) => onPoint(fold, point) }),
    });
    heads.push(head);
    const own = judged.filter((_, i) => folds[i] === fold);
    const features = gather(set, own);
    const [calibrated, plain] = [predict(head, features), predictUncalibrated(head, features)];
    own.forEach((row, i) => {
      const to = (at.get(row) as number) * set.classes;
      probabilities.set(calibrated.subarray(i * set.classes, (i + 1) * set.classes), to);
      uncalibrated.set(plain.subarray(i * set.classes, (i + 1) * set.classes), to);
    });
  }
  return { rows, probabilities, uncalibrated, heads, foldOf };
}

function gather({ features, dims }: TrainingSet, rows: Int32Array): Float32Array {
  const gathered = new Float32Array(rows.length * dims);
  rows.forEach((row, i) => {
    gathered.set(features.subarray(row * dims, (row + 1) * dims), i * dims);
  });
  return gathered;
}
