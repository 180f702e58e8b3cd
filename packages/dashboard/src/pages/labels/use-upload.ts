import { useEffect, useRef, useState } from 'react';
import { z } from 'zod';
import { ApiError } from '../../api/api-error.ts';
import { call } from '../../api/client.ts';
import { useOutdate } from '../../api/use-api.ts';
import { sumAdded } from './added-words.ts';
import { jobAnswerSchema, type PicturesResult, picturesResultSchema, setPath, setsPath } from './label-api.ts';

/** How far an upload is: which request, of how many, and what part of the pictures, 0..1. */
export interface UploadProgress {
  readonly request: number;
  readonly of: number;
  readonly part: number;
}

const askEvery = 700;

/** Sends pictures in as many requests as they need, one after the other, and waits until each is in the data set. */
export function useUpload(name: string) {
  const outdate = useOutdate();
  const [progress, setProgress] = useState<UploadProgress | null>(null);
  const [result, setResult] = useState<PicturesResult | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [stopped, setStopped] = useState(false);
  const ending = useRef<AbortController | null>(null);
  useEffect(() => () => ending.current?.abort(), []);

  const send = async (
    parts: readonly (readonly File[])[],
    query: { readonly label: string; readonly existing: string },
  ) => {
    const control = new AbortController();
    ending.current = control;
    const results: PicturesResult[] = [];
    const all = parts.reduce((sum, part) => sum + part.length, 0);
    let before = 0;
    setError(null);
    setStopped(false);
    setResult(null);
    try {
      for (const [index, part] of parts.entries()) {
        const tell = (share: number) =>
          setProgress({ request: index + 1, of: parts.length, part: (before + share * part.length) / all });
        tell(0);
        results.push(await sendPart(`${setPath(name)}/pictures`, part, query, control.signal, tell));
        before += part.length;
      }
    } catch (failure) {
      if (control.signal.aborted) setStopped(true);
      else setError(failure);
    }
    setProgress(null);
    if (results.length > 0) setResult(sumResults(results));
    outdate([setsPath]);
  };
  return { progress, result, error, stopped, send, stop: () => ending.current?.abort() };
}

/** One request, followed until its pictures are in. */
async function sendPart(
  path: string,
  files: readonly File[],
  query: { readonly label: string; readonly existing: string },
  signal: AbortSignal,
  tell: (share: number) => void,
): Promise<PicturesResult> {
  const form = new FormData();
  for (const file of files) form.append('files', file, file.name);
  const { job: begun } = await call(path, { method: 'POST', answer: jobAnswerSchema, query, form, signal });
  const jobPath = `/api/v1/jobs/${begun.id}`;
  for (;;) {
    if (signal.aborted) {
      await call(`${jobPath}/cancel`, { method: 'POST', answer: z.unknown(), body: {} });
      throw signal.reason;
    }
    const { job } = await call(jobPath, { answer: jobAnswerSchema });
    if (job.error) throw new ApiError(200, job.error.code, job.error.message);
    if (job.state === 'done') return picturesResultSchema.parse(job.result);
    if (job.finished_at !== null) throw new ApiError(200, 'JOB_LOST', job.state);
    const { done = 0, of = null } = job.progress ?? {};
    tell(of === null || of === 0 ? 0.1 : 0.1 + (0.9 * done) / of);
    await new Promise((resolve) => setTimeout(resolve, askEvery));
  }
}

function sumResults(results: readonly PicturesResult[]): PicturesResult {
  return {
    pictures: results.reduce((sum, one) => sum + one.pictures, 0),
    same: results.reduce((sum, one) => sum + one.same, 0),
    unreadable: {
      count: results.reduce((sum, one) => sum + one.unreadable.count, 0),
      names: results.flatMap((one) => one.unreadable.names).slice(0, 5),
    },
    items: sumAdded(results.map(({ items }) => items)),
  };
}
