import { expect, it } from 'vitest';
import type { TrainingOptions } from './options.ts';
import { clouds } from './testing/clouds.ts';
import { trainHead } from './train.ts';

const options = { l2: 0.01, balance: 1, seed: 1 };
const sgd = { kind: 'sgd', learning_rate: 0.01, momentum: 0.9, batch: 8 } as const;

it.each<[wrong: Partial<TrainingOptions>, says: string]>([
  [{ l2: -1 }, 'l2 is -1; expected a number of 0 or more'],
  [{ l2: Number.NaN }, 'l2 is NaN'],
  [{ balance: 2 }, 'balance is 2; expected a number from 0 to 1'],
  [{ model: { kind: 'mlp', hidden: 0 } }, 'hidden is 0; expected a whole number from 1 to 4096'],
  [{ model: { kind: 'mlp', hidden: 2.5 } }, 'hidden is 2.5'],
  [{ model: { kind: 'mlp', hidden: 5000 } }, 'hidden is 5000'],
  [{ optimizer: { ...sgd, learning_rate: 0 } }, 'learning_rate is 0; expected a number above 0'],
  [{ optimizer: { ...sgd, learning_rate: Infinity } }, 'learning_rate is Infinity'],
  [{ optimizer: { ...sgd, momentum: 1 } }, 'momentum is 1; expected a number from 0 to below 1'],
  [{ optimizer: { ...sgd, batch: 0 } }, 'batch is 0'],
  [{ optimizer: { ...sgd, decay: -0.1 } }, 'decay is -0.1'],
  [{ class_weights: [1] }, '1 class_weights for 2 classes'],
  [{ class_weights: [1, 0] }, 'class_weights is 0; expected a number above 0'],
  [{ max_steps: 0 }, 'max_steps is 0'],
  [{ patience: 0 }, 'patience is 0'],
  [{ positive: 2 }, 'positive is 2; expected a whole number from 0 to 1'],
])('refuses %o', async (wrong, says) => {
  const refused = expect.objectContaining({ code: 'LEARN_OPTIONS', message: expect.stringContaining(says) });
  await expect(trainHead(clouds(60, 2, 3, 3), { ...options, ...wrong })).rejects.toThrow(refused);
});
