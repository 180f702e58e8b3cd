import { type Dimensions, measureDimensions } from './dimensions.ts';
import { type NearDuplicates, nearDuplicate, nearDuplicates } from './duplicates.ts';
import { groupItems } from './groups.ts';
import type { DataProblem, LabelledVectors } from './labelled.ts';
import { findOutliers } from './outliers.ts';
import { findProblems } from './problems.ts';
import { type Tallies, tally } from './tallies.ts';
import { inverseLengths } from './vectors.ts';

/** How {@link profileData} looks. */
export interface ProfileOptions {
  /** The group of each row, as it will be split; from {@link groupItems} without. */
  readonly groups?: ArrayLike<number>;
  /** The side of a split that each row stands on, or its fold. */
  readonly split?: ArrayLike<number>;
  /** Near-duplicates found already, in place of a search. */
  readonly duplicates?: NearDuplicates;
  /** Both as in {@link groupItems}. */
  readonly similarity?: number;
  readonly gapMs?: number;
  readonly seed?: number;
}

/** What a data set looks like before anything is learnt from it. It is JSON as it stands. */
export interface DataProfile extends Tallies {
  readonly n: number;
  readonly dims: number;
  readonly groups: number;
  readonly dimensions: Dimensions;
  readonly duplicates: {
    /** Rows that equal an earlier one to the last bit. */
    readonly equal: number;
    /** Rows that have a near-duplicate, equal ones among them. */
    readonly near: number;
    /** Groups that these make. */
    readonly groups: number;
    /** The cosine from which on rows are near-duplicates. */
    readonly similarity: number;
    /** The share of pairs just at that limit that were not seen, about. */
    readonly missed: number;
  };
  /** How many rows are far from the middle of their class. */
  readonly outliers: number;
  /** The gravest first. */
  readonly problems: readonly DataProblem[];
}

const gravity = { error: 0, warning: 1, note: 2 } as const;

/** Describes labelled rows, and names what is wrong with them. It takes any: no items, one class, values that are no number. */
export function profileData(data: LabelledVectors, options: ProfileOptions = {}): DataProfile {
  const { features, dims, labels } = data;
  const { similarity = nearDuplicate, split } = options;
  const duplicates = options.duplicates ?? nearDuplicates(data, options);
  const groups = options.groups ?? groupItems(data, { ...options, duplicates }).groups;
  const finite: number[] = [];
  const notFinite: number[] = [];
  for (let row = 0; row < labels.length; row++) {
    (features.subarray(row * dims, (row + 1) * dims).every(Number.isFinite) ? finite : notFinite).push(row);
  }
  const inverse = inverseLengths(data);
  const sizes = new Map<number, number>();
  for (const first of duplicates.groupOf) sizes.set(first, (sizes.get(first) ?? 0) + 1);
  const alike = [...sizes.values()].filter((size) => size > 1);
  const tallies = tally(data, groups);
  const dimensions = measureDimensions(data, finite);
  const outliers = findOutliers(data, inverse);
  const findings = {
    data,
    tallies,
    dimensions,
    duplicates,
    outliers,
    notFinite,
    zeros: finite.filter((row) => inverse[row] === 0),
    near: alike.reduce((sum, size) => sum + size, 0),
    nearGroups: alike.length,
    groups,
    ...(split ? { split } : {}),
  };
  return {
    n: labels.length,
    dims,
    groups: new Set(Array.from(groups)).size,
    ...tallies,
    dimensions,
    duplicates: {
      equal: duplicates.repeats,
      near: findings.near,
      groups: alike.length,
      similarity,
      missed: duplicates.missed,
    },
    outliers: outliers.length,
    problems: findProblems(findings).sort((a, b) => gravity[a.severity] - gravity[b.severity]),
  };
}
