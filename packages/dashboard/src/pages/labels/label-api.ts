import { boxSchema, jobViewSchema, regionKinds } from '@splitsight/wire';
import { z } from 'zod';

/** What the pages about labels read of the server's answers; the whole of them stands in its OpenAPI description. */

export const setsPath = '/api/v1/datasets';

/** Where the server has a data set. */
export function setPath(name: string): string {
  return `${setsPath}/${encodeURIComponent(name)}`;
}

const dataSet = z.object({
  name: z.string(),
  codec: z.string().nullable(),
  backbone: z.string().nullable(),
  items: z.number(),
  labels: z.record(z.string(), z.number()),
  changed_at: z.number(),
  changed_by: z.string(),
});
export type DataSet = z.output<typeof dataSet>;
export const setsAnswerSchema = z.object({ datasets: z.array(dataSet) });
export const setAnswerSchema = z.object({ dataset: dataSet });

const item = z.object({
  id: z.number(),
  origin: z.string(),
  label: z.string(),
  camera: z.string().nullable(),
  captured_at: z.number().nullable(),
  region: z.enum(regionKinds),
  box: boxSchema,
  added_by: z.string(),
});
export type LabelledItem = z.output<typeof item>;
export const itemsAnswerSchema = z.object({ items: z.array(item), next_after: z.number().nullable() });

export const changedAnswerSchema = z.object({
  changed: z.number(),
  unchanged: z.number(),
  missing: z.array(z.string()),
});

const added = z.object({
  added: z.number(),
  repeated: z.number(),
  kept: z.number(),
  relabelled: z.number(),
});
export type Added = z.output<typeof added>;
export const acceptAnswerSchema = added.extend({ missing: z.array(z.string()) });
export const verdictsResultSchema = z.object({
  ...{ verdicts: z.number(), unsure: z.number(), unlabelled: z.number(), gone: z.number(), other_kinds: z.number() },
  items: added,
});
export const rangeResultSchema = z.object({ frames: z.number(), seen: z.number(), items: added });
export const picturesResultSchema = z.object({
  pictures: z.number(),
  same: z.number(),
  unreadable: z.object({ count: z.number(), names: z.array(z.string()) }),
  items: added,
});
export type PicturesResult = z.output<typeof picturesResultSchema>;

const candidate = z.object({
  origin: z.string(),
  site: z.string(),
  camera: z.string(),
  captured_at: z.number(),
  region: z.enum(regionKinds),
  box: boxSchema,
  similarity: z.number(),
});
export type Candidate = z.output<typeof candidate>;
export const similarResultSchema = z.object({
  candidates: z.array(candidate),
  looked_at: z.number(),
  like: z.number(),
  gone: z.array(z.string()),
});

export const profileSchema = z.object({
  n: z.number(),
  dims: z.number(),
  groups: z.number(),
  classes: z.array(
    z.object({ label: z.string(), n: z.number(), groups: z.number(), cameras: z.number(), days: z.number() }),
  ),
  duplicates: z.object({ equal: z.number(), near: z.number() }),
  outliers: z.number(),
  problems: z.array(
    z.object({
      code: z.string(),
      severity: z.enum(['error', 'warning', 'note']),
      message: z.string(),
      count: z.number(),
      items: z.array(z.string()),
    }),
  ),
});
export type Profile = z.output<typeof profileSchema>;

export const studioTasksSchema = z.object({ tasks: z.array(z.unknown()), next_after: z.number().nullable() });
export const studioAnswerSchema = z.object({
  ...{ changed: z.number(), unchanged: z.number() },
  missing: z.array(z.string()),
  foreign: z.array(z.string()),
  unanswered: z.array(z.string()),
  disputed: z.array(z.string()),
});
export type StudioAnswer = z.output<typeof studioAnswerSchema>;

const measured = z.object({ value: z.number(), low: z.number(), high: z.number() });
export const trainResultSchema = z.object({
  ...{ head: z.string(), version: z.string(), items: z.number() },
  ...{ accuracy: measured, recall: measured, fpr: measured, auroc: measured },
});

export const jobAnswerSchema = z.object({ job: jobViewSchema });
