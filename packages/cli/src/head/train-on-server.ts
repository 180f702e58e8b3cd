import { jobStartedSchema, runAnswerSchema, trainResultSchema } from '@splitsight/server';
import { describeRun } from '@splitsight/training';
import type { JobView } from '@splitsight/wire';
import { createApiClient } from '../api/client.ts';
import { followOnLine } from '../api/follow-job.ts';
import { curveLine } from './curve-line.ts';

/** A training that a server is asked for. */
export interface ServerTraining {
  readonly server: string;
  readonly token?: string | undefined;
  /** The body of the request: see trainRequestSchema. */
  readonly request: object;
  readonly json: boolean;
  readonly signal: AbortSignal;
}

/**
 * Has a server train a head on one of its data sets, with a live curve in the terminal. Ctrl-C cancels the training.
 *
 * @throws CodedError API_…, and what the training failed with.
 */
export async function trainOnServer({ server, token, request, json, signal }: ServerTraining): Promise<void> {
  const api = createApiClient({ server, token, signal });
  const { job } = await api.post('/api/v1/runs', jobStartedSchema, request);
  const following = { server, token, signal, json, describe: curveLine, newsOf };
  const result = await followOnLine(job, trainResultSchema, following);
  const { head, version } = result;
  if (json) {
    process.stdout.write(`${JSON.stringify(result)}\n`);
    return;
  }
  const { run } = await api.get(`/api/v1/runs/${head}/${version}`, runAnswerSchema);
  process.stdout.write(
    `${describeRun(run)}\n\n${head} ${version} is a draft: splitsight head shadow ${head} ${version}, or promote\n`,
  );
}

const newsOf = ({ state, progress }: JobView): string => progress?.note ?? state;
