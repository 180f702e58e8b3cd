import { learnError } from './errors.ts';
import type { Examples } from './examples.ts';
import { finish, type Work } from './work.ts';

/** What a head learns from. */
export interface TrainingSet extends Examples {
  readonly classes: number;
  /** The group of each row: rows of one group are never on both sides of a split. */
  readonly groups: ArrayLike<number>;
  /** Which rows validate when their group's turn comes; the others (altered copies, extra pictures) only teach. */
  readonly judged: ArrayLike<boolean>;
}

/**
 * So many values are the most: half a gigabyte of float32, for example 200,000 rows of 512. Training takes no copy of them,
 * but whoever calls it holds them in memory, and beyond this it is better to take fewer rows than to wait.
 */
const mostValues = 2 ** 27;

/** Refuses what cannot be learnt from. @throws CodedError LEARN_EXAMPLES, LEARN_SIZE, LEARN_CLASSES, LEARN_VALUES, LEARN_CONSTANT */
export function* requireExamples(set: TrainingSet): Work<void> {
  requireLengths(set);
  requireClasses(set);
  yield* requireValues(set);
}

/** {@link requireExamples} for those who have no pause to give. Throws the same. */
export function checkExamples(set: TrainingSet): void {
  finish(requireExamples(set));
}

function requireLengths({ features, dims, labels, weights, groups, judged }: TrainingSet): void {
  const count = labels.length;
  if (!(Number.isInteger(dims) && dims > 0 && features.length === count * dims)) {
    throw learnError('LEARN_EXAMPLES', `${features.length} values for ${count} rows of ${dims}`);
  }
  for (const [name, list] of Object.entries({ weights, groups, judged })) {
    if (list.length !== count) throw learnError('LEARN_EXAMPLES', `${list.length} ${name} for ${count} rows`);
  }
  if (features.length > mostValues) {
    throw learnError(
      'LEARN_SIZE',
      `${count} rows of ${dims} values; ${Math.floor(mostValues / dims)} rows are the most`,
    );
  }
  for (let row = 0; row < count; row++) {
    const weight = weights[row] as number;
    if (!(weight > 0 && Number.isFinite(weight))) {
      throw learnError('LEARN_EXAMPLES', `row ${row} weighs ${weight}; expected a number above 0`);
    }
  }
}

function requireClasses({ labels, classes }: TrainingSet): void {
  const counts = new Array<number>(classes).fill(0);
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row] as number;
    const count = counts[label];
    if (count === undefined) {
      throw learnError('LEARN_CLASSES', `row ${row} is of class ${label}; there are classes 0 to ${classes - 1}`);
    }
    counts[label] = count + 1;
  }
  const empty = counts.indexOf(0);
  if (empty >= 0) throw learnError('LEARN_CLASSES', `class ${empty} has no rows`);
  if (classes < 2) throw learnError('LEARN_CLASSES', 'all rows are of one class');
}

function* requireValues({ features, dims }: TrainingSet): Work<void> {
  let varies = false;
  for (let at = 0; at < features.length; ) {
    for (let d = 0; d < dims; d++, at++) {
      const value = features[at] as number;
      if (!Number.isFinite(value)) throw learnError('LEARN_VALUES', `value ${d} of row ${(at - d) / dims} is ${value}`);
      varies ||= value !== features[d];
    }
    yield 2 * dims;
  }
  if (!varies) throw learnError('LEARN_CONSTANT', `${features.length / dims} vectors`);
}
