import { headNameSchema, idPattern } from '@splitsight/wire';
import { z } from 'zod';

const label = z.string().regex(idPattern);

const modelSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('linear') }),
    z.strictObject({
      kind: z.literal('mlp'),
      hidden: z.int().min(1).max(4096).default(64).describe('how many outputs the hidden layer has'),
    }),
  ])
  .describe('linear: one layer on the features; mlp: a hidden layer between, with ReLU');

const optimizerSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('lbfgs') }),
    z.strictObject({
      kind: z.literal('sgd'),
      learning_rate: z.number().gt(0).max(100).default(0.01),
      momentum: z.number().min(0).lt(1).default(0.9).describe('how much of the last step is in the next'),
      batch: z.int().min(1).max(65_536).default(64).describe('items a step'),
      decay: z.number().min(0).max(100).default(0.1).describe('epoch e learns at learning_rate / (1 + decay × e)'),
    }),
  ])
  .describe('lbfgs: the whole set a step, nothing to choose; sgd: stochastic gradient descent with momentum');

/** How a head is trained: what a run keeps as its parameters. */
export const runParametersSchema = z.strictObject({
  head: headNameSchema,
  alerting: label.optional().describe('the class that alerts; the one named like the head unless told'),
  model: modelSchema.default({ kind: 'linear' }),
  optimizer: optimizerSchema.default({ kind: 'lbfgs' }),
  l2: z
    .number()
    .min(0)
    .max(100)
    .optional()
    .describe(
      'how strongly weights are held down, on standardised features; 0.2, or 0.01 with a hidden layer, unless told',
    ),
  balance: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe('how much classes are evened out: at 0 every item counts the same, at 1 every class does'),
  class_weights: z
    .record(label, z.number().gt(0).max(1000))
    .default({})
    .describe('how much an item of a class counts besides; 1 where nothing is said'),
  max_steps: z
    .int()
    .min(1)
    .max(2000)
    .optional()
    .describe('at the most so many steps of L-BFGS or epochs of SGD; 60 and 30 unless told'),
  patience: z
    .int()
    .min(1)
    .max(2000)
    .optional()
    .describe('stops when so many of them in a row brought nothing on items held out; 20 and 8 unless told'),
  seed: z.int().min(0).max(1_000_000).default(1).describe('of splits, first weights and batches'),
  gap_s: z
    .number()
    .min(0)
    .max(86_400)
    .default(60)
    .describe('looks of a camera that follow each other closer than this are one event, which is never split'),
});
export type RunParameters = z.output<typeof runParametersSchema>;

/** What holds the weights down: a hidden layer at 0.2 learns markedly less (bench train, decision 16). */
const usualL2 = { linear: 0.2, mlp: 0.01 } as const;

/** The parameters with what was left to the model. */
export function wholeParameters(given: RunParameters): RunParameters & { readonly l2: number } {
  return { ...given, l2: given.l2 ?? usualL2[given.model.kind] };
}
