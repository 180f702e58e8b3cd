import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const heldOutSchema = z.object({
  n: z.int(),
  side: z.int(),
  top1: z.number(),
  class_mean: z.number(),
});

const reportSchema = z.object({
  schedule: z.object({
    name: z.string(),
    pictures: z.int(),
    batch: z.int(),
    phases: z.array(z.tuple([z.number(), z.int()])),
    caltech_share: z.number(),
    peak_rate: z.number(),
    warm_up: z.number(),
    heads_first: z.number(),
    momentum: z.number(),
    weight_decay: z.number(),
    label_smoothing: z.number(),
    ema: z.number(),
    distil: z.number(),
    teacher_side: z.int(),
  }),
  seed: z.int(),
  init: z.string().nullable(),
  teacher: z.string().nullable(),
  steps: z.int(),
  seconds: z.number(),
  torch: z.string(),
  device: z.string(),
  train: z.record(z.string(), z.int()),
  held_out: z.record(z.string(), heldOutSchema),
});

/** What train.py says of a run that came to its end. */
export type TrainingReport = z.output<typeof reportSchema>;

/** Reads RUN/report.json. */
export function readReport(run: string): TrainingReport {
  return reportSchema.parse(JSON.parse(readFileSync(join(run, 'report.json'), 'utf8')));
}
