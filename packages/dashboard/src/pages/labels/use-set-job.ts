import { useEffect, useRef, useState } from 'react';
import { useOutdate, useSend } from '../../api/use-api.ts';
import { useJob } from '../../api/use-job.ts';
import { jobAnswerSchema, setPath, setsPath } from './label-api.ts';

/** A job on a data set: `start(body)` begins it; when it is done the data set is asked for anew. */
export function useSetJob(name: string, kind: 'from-range' | 'similar' | 'profile') {
  const [id, setId] = useState<number | null>(null);
  const watched = useJob(id);
  const send = useSend({
    request: (body: object) => ({
      path: `${setPath(name)}/${kind}`,
      method: 'POST' as const,
      answer: jobAnswerSchema,
      body,
    }),
    outdates: [],
  });
  useWhenDone(watched.job, [setsPath]);
  return {
    watched,
    error: send.error,
    busy: send.isPending || (id !== null && watched.error === null && watched.job?.finished_at == null),
    start: (body: object) => send.mutate(body, { onSuccess: ({ job }) => setId(job.id) }),
  };
}

/** Has what a job has changed asked for anew, once, when it ends. */
export function useWhenDone(job: ReturnType<typeof useJob>['job'], paths: readonly string[]): void {
  const outdate = useOutdate();
  const told = useRef(0);
  const ended = job !== null && job.finished_at !== null ? job.id : 0;
  useEffect(() => {
    if (ended === 0 || told.current === ended) return;
    told.current = ended;
    outdate(paths);
  });
}
