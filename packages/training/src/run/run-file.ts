import { codecSchema, fingerprintSchema, momentSchema, probabilitySchema } from '@splitsight/wire';
import { z } from 'zod';
import { trainingError } from '../errors.ts';
import { judgementSchema } from './judgement-schema.ts';
import { runParametersSchema } from './parameters.ts';

/** The file of a run beside the head that it made. */
export const runFileName = 'run.json';

const count = z.int().min(0);

const pointSchema = z.object({
  step: count.describe('steps of L-BFGS, or epochs of SGD, from 1'),
  training: z.object({ loss: z.number() }),
  validation: z.object({
    loss: z.number(),
    accuracy: z.number(),
    auroc: z.number().exactOptional(),
    recall: z.number().exactOptional(),
  }),
});

const heldOutSchema = z.object({
  origin: z.string(),
  group: z.int().describe('items of one group were held out together, and count as one look'),
  label: z.string(),
  predicted: z.string(),
  score: probabilitySchema.describe('of the class that alerts'),
  camera: z.string().nullable(),
  captured_at: momentSchema.nullable(),
});

/** All that is kept of a run: run.json beside the head. */
export const runFileSchema = z.object({
  format: z.literal(1),
  id: z.string().regex(/^[0-9a-f]{32}$/),
  started_at: momentSchema,
  finished_at: momentSchema,
  parameters: runParametersSchema,
  data: z.object({
    name: z.string(),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    items: count,
    judged: count.describe('items that may be held out; the others only teach'),
    classes: z.record(z.string(), count),
    cameras: z.record(z.string(), count),
    groups: count,
    grouped_by: z.enum(['given', 'event and likeness', 'event']),
  }),
  backbone: z.object({ name: z.string(), fingerprint: fingerprintSchema }),
  fingerprints: z.record(z.string(), count).describe('how many items come from each variant of the backbone'),
  codec: codecSchema,
  classes: z.array(z.string()),
  positive: count,
  split: z.object({
    kind: z.enum(['cross-validation', 'held-out']),
    folds: count,
    why: z.string(),
  }),
  judgement: judgementSchema,
  rule: z.object({
    threshold: probabilitySchema,
    instant: probabilitySchema,
    k: count,
    n: count,
    clear: probabilitySchema,
    why: z.array(z.string()).readonly(),
  }),
  /** Of the head that is kept. */
  head: z.object({ steps: count, temperature: z.number() }),
  curves: z
    .array(z.object({ fold: count, points: z.array(pointSchema) }))
    .describe('one for each part that was held out, from 1; 0 is the head that is kept'),
  notes: z.array(z.string()).describe('what to beware of'),
  held_out: z.array(heldOutSchema).describe('what heads said of items whose group they had not seen'),
});
export type RunFile = z.output<typeof runFileSchema>;

export function encodeRunFile(run: RunFile): string {
  return `${JSON.stringify(run)}\n`;
}

/** Parses the text of run.json; `where` is what the error calls it. @throws CodedError RUN_FILE */
export function parseRunFile(text: string, where: string): RunFile {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    throw trainingError('RUN_FILE', `${where} (not JSON)`, error);
  }
  const result = runFileSchema.safeParse(raw);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw trainingError('RUN_FILE', `${where} (${issue?.path.map(String).join('.')}: ${issue?.message})`);
}
