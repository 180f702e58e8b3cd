import { trainingError } from '@splitsight/training';
import { serverError } from '../errors.ts';
import { type TrainParams, trainFoundSchema, trainParamsSchema } from '../http/run-api.ts';
import { defineJob, type JobKind } from '../jobs/kind.ts';
import type { HeadRegistry } from '../registry/registry.ts';

/** What a training needs of the rest of the server. */
export interface TrainParts {
  readonly registry: Pick<HeadRegistry, 'register'>;
  /** The labels of a data set. @throws CodedError DATASET_UNKNOWN */
  readonly labelsOf: (dataset: string) => readonly string[];
}

/** A training as a kind of job; `train-work.ts` is its other half. What it makes becomes a draft. */
export function trainKind({ registry, labelsOf }: TrainParts): JobKind {
  return defineJob({
    name: 'train',
    params: trainParamsSchema,
    check: (params) => requireAlerting(params, labelsOf(params.dataset)),
    result: trainFoundSchema,
    async onResult({ directory, run }, job) {
      const { dataset, why } = trainParamsSchema.parse(job.params);
      const { head, version } = await registry.register(directory, {
        source: 'training',
        by: job.by,
        why: why || `trained on ${dataset}`,
      });
      return { head, version, ...run };
    },
  });
}

/** Says at once what would fail after the wait in the queue. @throws CodedError DATASET_EMPTY or RUN_ALERTING */
function requireAlerting({ dataset, head, alerting = head }: TrainParams, labels: readonly string[]): void {
  if (labels.length === 0) throw serverError('DATASET_EMPTY', dataset);
  if (!labels.includes(alerting)) {
    throw trainingError('RUN_ALERTING', `"${alerting}"; the items of "${dataset}" are ${labels.join(', ')}`);
  }
}
