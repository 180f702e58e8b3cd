import { type JobView, jobViewSchema } from '@splitsight/wire';
import { useState } from 'react';
import { z } from 'zod';
import { useLiveMessages } from '../live/use-live.ts';
import { call } from './client.ts';
import { useApi, useOutdate } from './use-api.ts';

const jobAnswerSchema = z.object({ job: jobViewSchema, curve: z.array(z.record(z.string(), z.number())) });

/** Long work of the server, followed until it ends: its progress as it is told, its result when it is there. */
export function useJob(id: number | null) {
  const path = `/api/v1/jobs/${id}`;
  const outdate = useOutdate();
  const [heard, setHeard] = useState<JobView['progress']>(null);
  const { data, error } = useApi(path, { answer: jobAnswerSchema, enabled: id !== null, every: 5000 });
  useLiveMessages((message) => {
    if (message.type !== 'job' || message.job.id !== id) return;
    setHeard(message.job.progress);
    if (message.job.finished_at !== null) outdate([path]);
  });
  const job = id !== null && data?.job.id === id ? data.job : null;
  const cancel = async () => {
    await call(`${path}/cancel`, { method: 'POST', answer: jobAnswerSchema, body: {} });
    outdate([path]);
  };
  return {
    job,
    curve: data?.curve ?? [],
    progress: job?.finished_at === null ? (heard ?? job.progress) : null,
    error,
    cancel,
  };
}
