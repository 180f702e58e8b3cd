import { headEventSchema, headVersionViewSchema, jobViewSchema } from '@splitsight/wire';
import { z } from 'zod';

/** What the pages about heads read of the server's answers; the whole of them stands in its OpenAPI description. */

const measured = z.object({ value: z.number(), low: z.number(), high: z.number() });
export type Measured = z.output<typeof measured>;

export const versionsAnswerSchema = z.object({ versions: z.array(headVersionViewSchema) });
export const eventsAnswerSchema = z.object({ events: z.array(headEventSchema) });
export const jobStartedSchema = z.object({ job: jobViewSchema });

export const staleAnswerSchema = z.object({
  checked_at: z.number().nullable(),
  heads: z.array(
    z.object({
      head: z.string(),
      version: z.string(),
      site: z.string(),
      stale: z.boolean(),
      reasons: z.array(z.object({ reason: z.string(), detail: z.string() })),
    }),
  ),
});

const pointSchema = z.object({
  step: z.number(),
  training: z.object({ loss: z.number() }),
  validation: z.object({ loss: z.number(), accuracy: z.number() }),
});

export const runAnswerSchema = z.object({
  run: z.object({
    finished_at: z.number(),
    data: z.object({
      name: z.string(),
      sha256: z.string(),
      items: z.number(),
      groups: z.number(),
      classes: z.record(z.string(), z.number()),
    }),
    classes: z.array(z.string()),
    split: z.object({ kind: z.string(), folds: z.number(), why: z.string() }),
    notes: z.array(z.string()),
    curves: z.array(z.object({ fold: z.number(), points: z.array(pointSchema) })),
    judgement: z.object({
      n: z.number(),
      groups: z.number(),
      ...{ accuracy: measured, precision: measured, recall: measured, f1: measured, fpr: measured },
      ...{ auroc: measured, average_precision: measured, ece: measured, ece_before: measured.optional() },
      confusion: z.array(z.array(z.number())),
      curve: z.array(z.object({ threshold: z.number(), recall: z.number(), precision: z.number(), fpr: z.number() })),
    }),
  }),
});
export type Run = z.output<typeof runAnswerSchema>['run'];

const thresholdRow = z.object({
  threshold: z.number(),
  ...{ recall: measured, precision: measured, fpr: measured },
  alerts_per_day: z.number().optional(),
});
export const thresholdsAnswerSchema = z.object({
  positives: z.number(),
  others: z.number(),
  rows: z.array(thresholdRow),
  picked: z.object({ met: z.boolean(), row: thresholdRow.nullable(), why: z.string().nullable() }),
});

const backtestVersion = z.object({
  version: z.string(),
  alerts: z.number(),
  alerts_per_day: z.number(),
  days: z.array(
    z.object({ day: z.string(), site: z.string(), camera: z.string(), alerts: z.number(), raised: z.number() }),
  ),
  ...{ raised: z.number(), both: z.number(), only_raised: z.number(), only_backtest: z.number(), cut: z.boolean() },
  would_be: z.array(
    z.object({
      site: z.string(),
      camera: z.string(),
      raised_at: z.number(),
      peak: z.number(),
      alert: z.string().nullable(),
    }),
  ),
});
export type BacktestVersion = z.output<typeof backtestVersion>;
export const backtestResultSchema = z.object({
  vectors: z.number(),
  recorded_days: z.number(),
  took_s: z.number(),
  versions: z.array(backtestVersion),
});

const rate = {
  ...{ frames: z.number(), live_only: z.number(), shadow_only: z.number(), times: z.number() },
  rate: measured,
};
export const shadowReportSchema = z.object({
  version: z.string().nullable(),
  since: z.string(),
  until: z.string(),
  total: z.object(rate),
  days: z.array(z.object({ day: z.string(), site: z.string(), camera: z.string(), ...rate })),
});
