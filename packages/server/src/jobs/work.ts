import type { JobProgress } from '@splitsight/wire';

/** Where a job's process finds things. Paths are absolute. */
export interface WorkPlace {
  /** The database; see openReadOnly. */
  readonly database: string;
  /** Folders of the backbones that the server knows. */
  readonly backbones: readonly string[];
  /** Versions of heads: `<head>/<version>/`. */
  readonly headsDir: string;
  /** An empty folder of the job's own, on the file system of {@link headsDir}; removed when the job has ended. */
  readonly scratch: string;
}

/** What a job works with, in its own process. */
export interface WorkContext extends WorkPlace {
  /** Aborted when the job is cancelled; the process is killed soon after. */
  readonly signal: AbortSignal;
  progress(progress: JobProgress): void;
  /**
   * Sends a part of the result to the main process, which stores it; resolves when it has. Parts of more than a few MB make
   * alerts wait: send less at a time.
   */
  emit(chunk: unknown): Promise<void>;
}

/** Does a job's work in its own process. @returns the result, as structured data. */
export type Work = (params: unknown, context: WorkContext) => Promise<unknown>;

/** The work of each kind of job; loaded when it is needed, so that a process loads no more than it uses. */
export type Works = Readonly<Record<string, () => Promise<Work>>>;
