import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Millis } from '@splitsight/kernel';
import { runJobProcess } from '../jobs/job-process.ts';
import type { WorkPlace } from '../jobs/work.ts';
import { type Classified, classifiedSchema } from './classify-schema.ts';

/** Scores a picture file with the heads at work. @throws CodedError PICTURE_UNREADABLE, JOB_DIED and those of inference */
export type ClassifyPicture = (picture: Uint8Array, signal: AbortSignal) => Promise<readonly Classified[]>;

export interface ClassifyOptions {
  readonly place: Omit<WorkPlace, 'scratch'>;
  /** The versions that are live. */
  readonly heads: () => readonly { readonly head: string; readonly version: string }[];
}

/** A picture takes a second or two, on a machine with nothing left to give a minute; a process that has not answered by then is stuck. */
const longest: Millis = 300_000;

/** Pictures are decoded and scored in processes of their own: one that is malformed harms nobody, and no alert waits. */
export function createClassify({ place, heads }: ClassifyOptions): ClassifyPicture {
  return async (picture, signal) => {
    const asked = heads();
    if (asked.length === 0) return [];
    const scratch = mkdtempSync(join(tmpdir(), 'splitsight-picture-'));
    const job = runJobProcess({
      kind: 'classify-picture',
      params: { picture, heads: asked },
      place: { ...place, scratch },
      onProgress: () => undefined,
      onChunk: () => undefined,
    });
    const timer = setTimeout(job.kill, longest);
    signal.addEventListener('abort', job.kill, { once: true });
    try {
      return classifiedSchema.parse(await job.result);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', job.kill);
      rmSync(scratch, { recursive: true, force: true });
    }
  };
}
