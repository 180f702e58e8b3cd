import type { Dimensions } from './dimensions.ts';
import type { Link, NearDuplicates } from './duplicates.ts';
import { countOf, type DataProblem, type LabelledVectors, problem } from './labelled.ts';
import { findLeaks } from './leaks.ts';
import type { Tallies } from './tallies.ts';

/** What {@link findProblems} looks at. */
export interface Findings {
  readonly data: LabelledVectors;
  readonly tallies: Tallies;
  readonly dimensions: Dimensions;
  readonly duplicates: NearDuplicates;
  /** Rows that have a near-duplicate, and the groups that they make. */
  readonly near: number;
  readonly nearGroups: number;
  /** Rows. */
  readonly outliers: readonly number[];
  readonly notFinite: readonly number[];
  readonly zeros: readonly number[];
  readonly groups: ArrayLike<number>;
  readonly split?: ArrayLike<number>;
}

/** A class with fewer items cannot be learnt; one with fewer than the second number cannot be judged. */
const [tooFewItems, fewItems] = [5, 20];
/** A class of fewer groups cannot be split five times. */
const fewGroups = 5;
/** A class that has this share of all items drowns the others. */
const most = 0.9;

/** Names what is wrong with a data set. */
export function findProblems(findings: Findings): DataProblem[] {
  if (findings.data.labels.length === 0) return [problem('NO_ITEMS', 'error', 'there are no items')];
  return [
    ...valueProblems(findings),
    ...classProblems(findings),
    ...originProblems(findings),
    ...likenessProblems(findings),
    ...findLeaks(findings),
  ];
}

function valueProblems({ data, dimensions, notFinite, zeros, duplicates }: Findings): DataProblem[] {
  const found: DataProblem[] = [];
  const n = data.labels.length;
  if (notFinite.length > 0) {
    found.push(
      problem(
        'NOT_FINITE',
        'error',
        `${countOf(notFinite.length, 'item')} with a value that is not a finite number`,
        notFinite,
      ),
    );
  }
  if (n > 1 && duplicates.repeats === n - 1)
    return [...found, problem('ALL_EQUAL', 'error', 'all vectors are equal', [], n)];
  if (zeros.length > 0)
    found.push(problem('ALL_ZERO', 'warning', `${countOf(zeros.length, 'item')} of zeros only`, zeros));
  const { length: constant } = dimensions.constant;
  if (constant > 0 && n - notFinite.length > 1) {
    const severity = constant > data.dims / 2 ? 'warning' : 'note';
    found.push(problem('CONSTANT_DIMENSIONS', severity, `${constant} of ${data.dims} dimensions never change`, [], n));
  }
  return found;
}

function classProblems({ data: { labels }, tallies: { classes } }: Findings): DataProblem[] {
  const found: DataProblem[] = [];
  const rowsOf = (c: number) => Array.from(labels, (label, row) => (label === c ? row : -1)).filter((row) => row >= 0);
  const present = classes.filter(({ n }) => n > 0);
  if (present.length === 1) {
    found.push(problem('ONE_CLASS', 'error', `every item is "${present[0]?.label}"`, [], labels.length));
  }
  classes.forEach(({ label, n, groups }, c) => {
    const name = `class "${label}"`;
    if (n === 0) found.push(problem('CLASS_EMPTY', 'error', `${name} has no items`));
    else if (n < fewItems) {
      const severity = n < tooFewItems ? 'error' : 'warning';
      found.push(problem('CLASS_FEW_ITEMS', severity, `${name} has ${countOf(n, 'item')}`, rowsOf(c)));
    } else if (groups < fewGroups) {
      const what = `${name} shows only ${countOf(groups, 'occasion')}, in ${countOf(n, 'item')}`;
      found.push(problem('CLASS_FEW_GROUPS', 'warning', what, rowsOf(c)));
    }
    if (present.length > 1 && n >= most * labels.length) {
      const share = Math.floor((100 * n) / labels.length);
      found.push(problem('CLASS_RARE', 'warning', `${share} % of the items are of ${name}`, [], n));
    }
  });
  return found;
}

function originProblems({ data: { labels }, tallies }: Findings): DataProblem[] {
  const found: DataProblem[] = [];
  const cameras = tallies.cameras.filter(({ name }) => name !== '');
  const present = tallies.classes.filter(({ n }) => n > 0);
  const kinds = cameras.map(({ counts }) => counts.filter((n) => n > 0).length);
  if (cameras.length > 1 && present.length > 1) {
    if (kinds.every((kind) => kind === 1) && new Set(cameras.map(({ counts }) => counts.findIndex(Boolean))).size > 1) {
      found.push(problem('CAMERAS_TELL_CLASSES', 'warning', 'no camera shows more than one class', [], labels.length));
    } else {
      for (const { label, n, cameras: count } of tallies.classes) {
        const c = tallies.classes.findIndex((one) => one.label === label);
        const only = cameras.find(({ counts }) => (counts[c] ?? 0) === n);
        if (count === 1 && only) {
          const what = `class "${label}" was seen by camera ${only.name} alone`;
          found.push(problem('CLASS_ONE_CAMERA', 'warning', what, [], n));
        }
      }
    }
  }
  const [day] = tallies.days;
  if (tallies.days.length === 1 && day?.name && labels.length > 1) {
    found.push(problem('ONE_DAY', 'note', `all items are of ${day.name}`, [], labels.length));
  }
  return found;
}

function likenessProblems({ data, duplicates, near, nearGroups, outliers }: Findings): DataProblem[] {
  const found: DataProblem[] = [];
  const { labels } = data;
  const { links, repeats } = duplicates;
  const other = ({ a, b }: Link) => labels[a] !== labels[b];
  const pairs = (list: readonly Link[]) => list.flatMap(({ a, b }) => [a, b]);
  const equal = links.filter((link) => link.similarity === 1 && other(link));
  const alike = links.filter((link) => link.similarity < 1 && other(link));
  if (equal.length > 0) {
    const what = `${countOf(equal.length, 'pair')} of equal vectors with two labels`;
    found.push(problem('EQUAL_WITH_TWO_LABELS', 'error', what, pairs(equal), equal.length));
  }
  if (alike.length > 0) {
    const what = `${countOf(alike.length, 'pair')} of near-duplicates with two labels`;
    found.push(problem('ALIKE_WITH_TWO_LABELS', 'warning', what, pairs(alike), alike.length));
  }
  if (repeats > 0) {
    const rows = links.filter(({ similarity }) => similarity === 1).map(({ b }) => b);
    found.push(problem('EQUAL_ITEMS', 'note', `${countOf(repeats, 'item')} equal to an earlier one`, rows));
  }
  if (links.length > repeats) {
    const severity = near > labels.length / 2 ? 'warning' : 'note';
    const rows = links.filter(({ similarity }) => similarity < 1).map(({ b }) => b);
    const what = `${near} of ${countOf(labels.length, 'item')} have near-duplicates and make ${countOf(nearGroups, 'group')}`;
    found.push(problem('NEAR_DUPLICATES', severity, what, rows, near));
  }
  if (outliers.length > 0) {
    found.push(
      problem('OUTLIERS', 'note', `${countOf(outliers.length, 'item')} unlike the rest of their class`, outliers),
    );
  }
  return found;
}
