import type { JobView } from '@splitsight/wire';
import {
  type CheckChunk,
  type CheckParams,
  type CheckResult,
  checkChunkSchema,
  checkedSchema,
  checkParamsSchema,
  checkResultSchema,
} from '../http/monitor-api.ts';
import { defineJob, type JobKind } from '../jobs/kind.ts';

/** What becomes of what a check finds. */
export interface CheckTaker {
  add(chunk: CheckChunk, id: number, params: CheckParams): void;
  finish(result: CheckResult, id: number): void;
}

/** A check as a kind of job; `check-work.ts` is its other half. */
export function checkKind(taker: CheckTaker): JobKind {
  const paramsOf = (job: JobView) => checkParamsSchema.parse(job.params);
  return defineJob({
    name: 'monitor',
    params: checkParamsSchema,
    chunk: checkChunkSchema,
    onChunk: (chunk, job) => taker.add(chunk, job.id, paramsOf(job)),
    result: checkResultSchema,
    onResult(result, job) {
      taker.finish(result, job.id);
      return checkedSchema.parse(result);
    },
  });
}
