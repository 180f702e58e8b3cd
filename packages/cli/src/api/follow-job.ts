import { CodedError, sleep } from '@splitsight/kernel';
import { jobAnswerSchema } from '@splitsight/server';
import type { JobView } from '@splitsight/wire';
import type { z } from 'zod';
import { type ApiClient, createApiClient } from './client.ts';
import { apiError } from './errors.ts';
import { createLiveLine } from './live-line.ts';

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

/** What {@link followOnLine} needs besides. */
export interface LineOptions extends Omit<FollowOptions, 'onProgress'> {
  readonly json?: boolean | undefined;
  /** What of it is worth a line in a log; each change of the line unless told. */
  readonly newsOf?: (job: JobView) => string;
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

/** {@link followJob}, with how it goes on a line of the terminal that is written over; nothing of it with `json`. */
export async function followOnLine<Result extends z.ZodType>(
  job: Pick<JobView, 'id'>,
  result: Result,
  { json, newsOf, ...options }: LineOptions,
): Promise<z.output<Result>> {
  const line = createLiveLine(process.stderr);
  const onProgress = (text: string, now: JobView) => {
    if (!json) line.show(text, newsOf?.(now) ?? text);
  };
  try {
    return await followJob(job, result, { ...options, onProgress });
  } finally {
    line.end();
  }
}

function resultOf<Result extends z.ZodType>(job: JobView, schema: Result): z.output<Result> {
  if (job.error) throw new CodedError(job.error.code, job.error.message);
  if (job.state !== 'done') throw apiError('API_ANSWER', `job ${job.id} is ${job.state}`);
  const parsed = schema.safeParse(job.result);
  if (!parsed.success) throw apiError('API_ANSWER', `the result of job ${job.id} (${parsed.error.issues[0]?.message})`);
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
