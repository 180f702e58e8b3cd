import { groupItems, nearDuplicates, profileData } from '@splitsight/learn';
import { z } from 'zod';
import type { DataSet, Item } from './data-set.ts';
import { hashDataSet } from './data-set-hash.ts';
import { encodeOrigin } from './origin.ts';
import { decodeItems } from './run/decode-items.ts';
import { merged, numbered } from './run/groups.ts';

const count = z.int().min(0);
const tally = z.object({ name: z.string(), counts: z.array(count) });
const values = z.array(z.number());

/** What is in a data set, and what is wrong with it. */
export const dataSetProfileSchema = z.object({
  name: z.string(),
  sha256: z.string().describe('of what the set teaches; a training run keeps it'),
  n: count,
  dims: count,
  groups: count.describe('what stays together when items are held out: as given, else found by time and likeness'),
  given_groups: count.describe('items of which somebody said the group'),
  classes: z.array(z.object({ label: z.string(), n: count, groups: count, cameras: count, days: count })),
  cameras: z.array(tally).describe('items of each class; those with the most, 200 at most; "" is no camera'),
  days: z.array(tally).describe('as cameras, by day in UTC'),
  dimensions: z.object({ min: values, mean: values, max: values, constant: z.array(count) }),
  duplicates: z.object({
    equal: count.describe('items that equal an earlier one'),
    near: count.describe('items that have a near-duplicate'),
    groups: count,
    similarity: z.number(),
    missed: z.number().describe('the share of pairs just at the limit that were not seen, about'),
  }),
  outliers: count,
  problems: z
    .array(
      z.object({
        code: z.string(),
        severity: z.enum(['error', 'warning', 'note']),
        message: z.string(),
        count,
        items: z.array(z.string()).describe('the origins of the first of them; of pairs, one after the other'),
      }),
    )
    .describe('the gravest first'),
});
export type DataSetProfile = z.output<typeof dataSetProfileSchema>;

const mostTallies = 200;

/** How to profile. */
export interface ProfileDataSetOptions {
  /** The folder of the backbone that made the vectors. */
  readonly backbone: { readonly directory: string; readonly dims: number };
  readonly signal: AbortSignal;
  readonly onStep?: (what: string) => void;
}

/**
 * Profiles a data set: decodes its vectors, finds what belongs together where nobody said, and names what is wrong. Takes any set that has an item. Errors as openBackbone.
 */
export async function profileDataSet(set: DataSet, options: ProfileDataSetOptions): Promise<DataSetProfile> {
  const { backbone, signal, onStep } = options;
  const { items } = set;
  onStep?.('decoding vectors');
  const features = await decodeItems(set, backbone, signal);
  const classes = [...new Set(items.map(({ label }) => label))].sort((a, b) => (a < b ? -1 : 1));
  const numbers = new Map(classes.map((label, number) => [label, number]));
  const data = {
    features,
    dims: backbone.dims,
    classes,
    labels: items.map(({ label }) => numbers.get(label) ?? 0),
    cameras: items.map(({ camera }) => camera ?? ''),
    times: items.map(({ capturedAt }) => capturedAt ?? Number.NaN),
  };
  onStep?.('looking for near-duplicates');
  const duplicates = nearDuplicates(data);
  signal.throwIfAborted();
  onStep?.('describing');
  const groups = groupsOf(items, groupItems(data, { duplicates }).groups);
  // Two groups may always come to stand on two sides: near-duplicates in two groups are leaks.
  const profile = profileData(data, { groups, duplicates, split: groups });
  const { cameras, days, dimensions, problems, ...rest } = profile;
  return {
    ...rest,
    name: set.name,
    sha256: hashDataSet(set),
    given_groups: items.filter(({ group }) => group !== null).length,
    classes: rest.classes.map((one) => ({ ...one })),
    cameras: most(cameras),
    days: most(days),
    dimensions: {
      min: dimensions.min.map(rounded),
      mean: dimensions.mean.map(rounded),
      max: dimensions.max.map(rounded),
      constant: [...dimensions.constant],
    },
    problems: problems.map((problem) => ({
      ...problem,
      items: problem.items.flatMap((row) => {
        const item = items[row];
        return item ? [encodeOrigin(item.origin)] : [];
      }),
    })),
  };
}

function groupsOf(items: readonly Item[], found: Int32Array): Int32Array {
  return items.every(({ group }) => group !== null)
    ? numbered(items.map(({ group }) => group ?? ''))
    : merged(items, found);
}

function most(tallies: readonly { readonly name: string; readonly counts: readonly number[] }[]) {
  const total = (counts: readonly number[]) => counts.reduce((sum, n) => sum + n, 0);
  const kept = [...tallies].sort((a, b) => total(b.counts) - total(a.counts)).slice(0, mostTallies);
  return kept.sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ name, counts }) => ({ name, counts: [...counts] }));
}

const rounded = (value: number) => Number(value.toPrecision(6));
