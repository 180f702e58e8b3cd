import { CodedError, sleep } from '@splitsight/kernel';
import { jobAnswerSchema } from '@splitsight/server';
import type { JobView } from '@splitsight/wire';
import type { z } from 'zod';
import { type ApiClient, createApiClient } from './api-client.ts';
import { headError } from './errors.ts';

const askEvery = 300;

export interface FollowOptions {
  readonly server: string;
  readonly token?: string | undefined;
  readonly signal: AbortSignal;
  /** Says in a line what the job does. */
  readonly describe?: (job: JobView) => string;
  /** Called with each change of that line. */
  readonly onProgress: (line: string, job: JobView) => void;
}

/**
 * Waits for the end of a job; Ctrl-C cancels it.
 *
 * @returns its result.
 * @throws CodedError that the job failed with, or API_ANSWER when it was lost or cancelled by somebody else.
 */
export async function followJob<Result extends z.ZodType>(
  { id }: Pick<JobView, 'id'>,
  result: Result,
  { server, token, signal, onProgress, describe = progressLine }: FollowOptions,
): Promise<z.output<Result>> {
  const api = createApiClient({ server, token, signal });
  const path = `/api/v1/jobs/${id}`;
  let said = '';
  try {
    for (;;) {
      const { job } = await api.get(path, jobAnswerSchema);
      const line = describe(job);
      if (line !== said) onProgress(line, job);
      said = line;
      if (job.finished_at !== null) return resultOf(job, result);
      await sleep(askEvery, signal);
    }
  } catch (error) {
    if (signal.aborted) await cancel(createApiClient({ server, token, signal: AbortSignal.timeout(2000) }), path);
    throw error;
  }
}

function resultOf<Result extends z.ZodType>(job: JobView, schema: Result): z.output<Result> {
  if (job.error) throw new CodedError(job.error.code, job.error.message);
  if (job.state !== 'done') throw headError('API_ANSWER', `job ${job.id} is ${job.state}`);
  const parsed = schema.safeParse(job.result);
  if (!parsed.success)
    throw headError('API_ANSWER', `the result of job ${job.id} (${parsed.error.issues[0]?.message})`);
  return parsed.data;
}

async function cancel(api: ApiClient, path: string): Promise<void> {
  try {
    await api.post(`${path}/cancel`, jobAnswerSchema, {});
  } catch {
    // It is over by now, or the server is gone: nothing is left to cancel.
  }
}

function progressLine({ id, kind, state, progress }: JobView): string {
  const { done = 0, of = null, note = '' } = progress ?? {};
  const share = of === null || of === 0 ? '' : `, ${Math.floor((100 * done) / of)} %`;
  return `job ${id} (${kind}) ${state}${note && `: ${note}`}${share}`;
}
