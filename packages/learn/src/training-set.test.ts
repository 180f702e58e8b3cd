import { expect, it } from 'vitest';
import { clouds } from './testing/clouds.ts';
import { trainHead } from './train.ts';
import type { TrainingSet } from './training-set.ts';

const options = { l2: 0.01, balance: 1, seed: 1 };
const good = clouds(60, 2, 3, 3);

const withValue = (at: number, value: number) => good.features.map((own, i) => (i === at ? value : own));
const withLabel = (label: number) => Array.from(good.labels, (own, row) => (row === 7 ? label : own));

it.each<[what: string, wrong: Partial<TrainingSet>, code: string, says: string]>([
  ['one class only', { labels: Array.from(good.labels, () => 0), classes: 1 }, 'LEARN_CLASSES', 'of one class'],
  ['a class without rows', { classes: 3 }, 'LEARN_CLASSES', 'class 2 has no rows'],
  ['a class that does not exist', { labels: withLabel(2) }, 'LEARN_CLASSES', 'row 7 is of class 2'],
  ['a class below 0', { labels: withLabel(-1) }, 'LEARN_CLASSES', 'row 7 is of class -1'],
  ['a class that is no whole number', { labels: withLabel(0.5) }, 'LEARN_CLASSES', 'row 7 is of class 0.5'],
  ['no rows', { ...clouds(0, 2, 3, 3) }, 'LEARN_CLASSES', 'class 0 has no rows'],
  ['three rows', { ...clouds(3, 2, 3, 3) }, 'LEARN_FOLDS', 'class 1 has 1 groups, 2 are needed'],
  ['one group', { groups: Array.from(good.labels, () => 1) }, 'LEARN_FOLDS', 'class 0 has 1 groups'],
  ['no row that is judged', { judged: Array.from(good.labels, () => false) }, 'LEARN_FOLDS', 'class 1 has 0 groups'],
  [
    'no judged row of a class',
    { judged: Array.from(good.labels, (label) => label === 1) },
    'LEARN_FOLDS',
    'class 0 has 0 groups',
  ],
  ['vectors that are all the same', { features: good.features.map(() => 0.25) }, 'LEARN_CONSTANT', '60 vectors'],
  ['what is not a number', { features: withValue(10, Number.NaN) }, 'LEARN_VALUES', 'value 1 of row 3 is NaN'],
  ['what is infinite', { features: withValue(179, -Infinity) }, 'LEARN_VALUES', 'value 2 of row 59 is -Infinity'],
  ['vectors of another length', { dims: 4 }, 'LEARN_EXAMPLES', '180 values for 60 rows of 4'],
  ['vectors of no length', { dims: 0, features: new Float32Array(0) }, 'LEARN_EXAMPLES', '0 values for 60 rows of 0'],
  ['too few weights', { weights: [1] }, 'LEARN_EXAMPLES', '1 weights for 60 rows'],
  ['too few groups', { groups: [1, 2] }, 'LEARN_EXAMPLES', '2 groups for 60 rows'],
  ['too few marks of what is judged', { judged: [] }, 'LEARN_EXAMPLES', '0 judged for 60 rows'],
  ['a weight of 0', { weights: Array.from(good.labels, (_, row) => row) }, 'LEARN_EXAMPLES', 'row 0 weighs 0'],
])('refuses %s', async (_, wrong, code, says) => {
  const refused = expect.objectContaining({ code, message: expect.stringContaining(says) });
  await expect(trainHead({ ...good, ...wrong }, options)).rejects.toThrow(refused);
});

it('refuses more values than half a gigabyte before it looks at them', async () => {
  const dims = 2 ** 16;
  const count = 2 ** 11 + 1;
  const list = new Uint8Array(count).fill(1);
  // An array of this length costs nothing until it is written to.
  const features = new Float32Array(count * dims);
  const huge = {
    features,
    dims,
    classes: 2,
    labels: list,
    weights: list,
    groups: list,
    judged: [...list].map(Boolean),
  };
  await expect(trainHead(huge, options)).rejects.toThrow(
    expect.objectContaining({ code: 'LEARN_SIZE', message: expect.stringContaining('2048 rows are the most') }),
  );
});
