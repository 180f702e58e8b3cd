import type { Judgement } from '@splitsight/learn';
import { probabilitySchema } from '@splitsight/wire';
import { z } from 'zod';

const count = z.int().min(0);
const measured = z
  .object({ value: z.number(), low: z.number(), high: z.number() })
  .describe('a value with its 95 % interval');
const bins = z.array(
  z.object({
    from: z.number(),
    to: z.number(),
    n: z.number().min(0),
    confidence: z.number(),
    right: z.number(),
  }),
);

/** A judgement in JSON; what each figure means stands with `Judgement` in learn. */
export const judgementSchema: z.ZodType<Judgement> = z.object({
  n: count,
  groups: count,
  positive: z.string(),
  accuracy: measured,
  precision: measured,
  recall: measured,
  f1: measured,
  fpr: measured,
  auroc: measured,
  average_precision: measured,
  brier: measured,
  ece: measured,
  reliability: bins,
  ece_before: measured.exactOptional(),
  reliability_before: bins.exactOptional(),
  confusion: z.array(z.array(count)).describe('confusion[actual][predicted]'),
  classes: z.array(
    z.object({
      label: z.string(),
      n: count,
      groups: count,
      precision: measured,
      recall: measured,
      f1: measured,
    }),
  ),
  cameras: z.array(
    z.object({
      camera: z.string().describe('<site>/<camera>; empty for items that no camera saw'),
      n: count,
      groups: count,
      positives: count,
      accuracy: measured,
      precision: measured,
      recall: measured,
      fpr: measured,
    }),
  ),
  curve: z
    .array(
      z.object({
        threshold: probabilitySchema,
        recall: z.number(),
        precision: z.number(),
        fpr: z.number(),
      }),
    )
    .describe('the precision-recall curve, and with fpr the ROC curve, the highest threshold first'),
});
