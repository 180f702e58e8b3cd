import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, isCodedError, messageOf } from '@splitsight/kernel';
import type { JobProgress, JobView } from '@splitsight/wire';
import { serverError } from '../errors.ts';
import { storeError } from '../store/database.ts';
import type { JobTable } from '../store/jobs.ts';
import { type JobProcess, runJobProcess } from './job-process.ts';
import type { JobKind } from './kind.ts';
import type { WorkPlace } from './work.ts';

/** Long work, one at a time, in processes of its own. */
export interface Jobs {
  /**
   * Puts a job into the queue.
   *
   * @param by who asks for it.
   * @throws CodedError JOB_TOO_MANY, STORE_… and what the kind says of the parameters.
   */
  start(kind: string, params: unknown, by: string): JobView;
  /** @throws CodedError JOB_UNKNOWN */
  get(id: number): JobView;
  /** Newest first. */
  list(limit: number): readonly JobView[];
  /** The points that a running job, or the one that ran last, has drawn so far; at most 2000. */
  curve(id: number): readonly Readonly<Record<string, number>>[];
  /** @throws CodedError JOB_UNKNOWN or JOB_OVER */
  cancel(id: number): JobView;
  /** Resolves when the job has ended. */
  ended(id: number): Promise<JobView>;
  /** Ends the running job; it is then lost. Those that wait go on at the next start. Idempotent. */
  close(): Promise<void>;
}

export interface JobsOptions {
  readonly clock: Clock;
  readonly table: JobTable;
  readonly kinds: readonly JobKind[];
  readonly place: Omit<WorkPlace, 'scratch'>;
  /** The module that exports the works; the server's own unless told. */
  readonly works?: string | undefined;
  /** Called with every change of a job. */
  readonly onChange: (job: JobView) => void;
  /** Called with failures that no code foresaw. */
  readonly onFailure: (error: unknown) => void;
}

const maxWaiting = 16;
const maxPoints = 2000;
const maxResultBytes = 1024 * 1024;

interface Running {
  job: JobView;
  readonly kind: JobKind;
  process: JobProcess | undefined;
  ended: Promise<void>;
  /** What becomes of it whatever it finds: somebody has cancelled it, or the server stops. */
  verdict: 'cancelled' | 'lost' | undefined;
}

/** Opens the queue: what ran when the server stopped is lost, what waited goes on. */
export function openJobs(options: JobsOptions): Jobs {
  const { clock, table, kinds, place, onChange, onFailure } = options;
  const scratchRoot = join(place.headsDir, '.jobs');
  const waiting: JobView[] = [];
  const listeners = new Map<number, ((job: JobView) => void)[]>();
  /** What could not be written down yet: at most what runs and waits, since no job can be added meanwhile. */
  const unwritten = new Map<number, JobView>();
  let running: Running | undefined;
  let drawn: { readonly id: number; readonly points: Readonly<Record<string, number>>[] } = { id: 0, points: [] };
  let isClosed = false;

  rmSync(scratchRoot, { recursive: true, force: true });
  for (const job of table.unfinished()) {
    if (job.state === 'queued' && kindOf(job.kind)) waiting.push(job);
    else put({ ...job, state: 'lost', finished_at: clock.now() });
  }
  next();

  function kindOf(name: string): JobKind | undefined {
    return kinds.find((kind) => kind.name === name);
  }

  function put(job: JobView): void {
    // Before anybody hears that it has ended: nothing of it is left then.
    if (job.finished_at !== null) attempt(() => kindOf(job.kind)?.release(job));
    unwritten.set(job.id, job);
    attempt(writeDown);
    onChange(job);
    if (job.finished_at === null) return;
    for (const listener of listeners.get(job.id) ?? []) listener(job);
    listeners.delete(job.id);
  }

  function add(job: Parameters<JobTable['add']>[0]): JobView {
    try {
      return table.add(job, clock.now());
    } catch (error) {
      throw storeError(error, place.database);
    }
  }

  function writeDown(): void {
    for (const job of unwritten.values()) {
      table.put(job);
      unwritten.delete(job.id);
    }
  }

  /** A failing disk or database must neither hold up the other jobs nor end the server. */
  function attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      onFailure(error);
    }
  }

  function next(): void {
    const job = isClosed || running ? undefined : waiting.shift();
    const kind = job && kindOf(job.kind);
    if (!job || !kind) return;
    const started: JobView = { ...job, state: 'running', started_at: clock.now() };
    running = { job: started, kind, process: undefined, ended: Promise.resolve(), verdict: undefined };
    drawn = { id: job.id, points: [] };
    put(started);
    running.ended = run(running);
  }

  async function run(one: Running): Promise<void> {
    const scratch = join(scratchRoot, String(one.job.id));
    const ended = await outcome(one, scratch);
    attempt(() => rmSync(scratch, { recursive: true, force: true }));
    running = undefined;
    put(ended);
    next();
  }

  async function outcome(one: Running, scratch: string): Promise<JobView> {
    try {
      mkdirSync(scratch, { recursive: true });
      one.process = runJobProcess({
        kind: one.job.kind,
        params: one.job.params,
        place: { ...place, scratch },
        works: options.works,
        onProgress: (progress) => note(one, progress),
        onChunk: (chunk) => store(one, chunk),
      });
      const found = await one.process.result;
      if (one.verdict) return finished(one.job, one.verdict, null);
      const result = await one.kind.takeResult(found, one.job);
      requireSmall(result);
      return { ...finished(one.job, 'done', null), result };
    } catch (error) {
      return one.verdict ? finished(one.job, one.verdict, null) : finished(one.job, 'failed', error);
    }
  }

  /** What a cancelled job still sends is left: nobody expects more to appear after the cancellation. */
  function store(one: Running, chunk: unknown): void {
    if (one.verdict) return;
    one.kind.takeChunk(chunk, one.job);
    one.job = { ...one.job, chunks: one.job.chunks + 1 };
  }

  function note(one: Running, progress: JobProgress): void {
    if (progress.point !== null && drawn.id === one.job.id && drawn.points.length < maxPoints)
      drawn.points.push(progress.point);
    one.job = { ...one.job, progress };
    onChange(one.job);
  }

  function finished(job: JobView, state: JobView['state'], error: unknown): JobView {
    if (error !== null && !isCodedError(error)) onFailure(error);
    const code = isCodedError(error) ? error.code : 'JOB_FAILED';
    return {
      ...job,
      state,
      finished_at: clock.now(),
      error: error === null ? null : { code, message: messageOf(error) },
    };
  }

  /** The job as it is in memory, which knows more than its row; undefined when only the row knows it. */
  const newest = (id: number) => (running?.job.id === id ? running.job : unwritten.get(id));

  function get(id: number): JobView {
    const job = newest(id) ?? table.get(id);
    if (!job) throw serverError('JOB_UNKNOWN', String(id));
    return job;
  }

  return {
    start(name, params, by) {
      const kind = kindOf(name);
      if (!kind) throw serverError('JOB_UNKNOWN', `kind ${name}`);
      if (waiting.length >= maxWaiting) throw serverError('JOB_TOO_MANY', `${waiting.length} jobs`);
      const job = add({ kind: name, params: kind.parseParams(params), by });
      waiting.push(job);
      onChange(job);
      next();
      return get(job.id);
    },
    get,
    list: (limit) => table.list(limit).map((job) => newest(job.id) ?? job),
    curve: (id) => (drawn.id === id ? drawn.points : []),
    cancel(id) {
      const at = waiting.findIndex((job) => job.id === id);
      if (at >= 0) {
        for (const job of waiting.splice(at, 1)) put(finished(job, 'cancelled', null));
      } else if (running?.job.id === id) {
        running.verdict = 'cancelled';
        running.process?.kill();
      } else throw serverError('JOB_OVER', `job ${get(id).id}`);
      return get(id);
    },
    ended(id) {
      const job = get(id);
      if (job.finished_at !== null) return Promise.resolve(job);
      return new Promise((resolve) => listeners.set(id, [...(listeners.get(id) ?? []), resolve]));
    },
    async close() {
      isClosed = true;
      if (!running) return;
      running.verdict ??= 'lost';
      running.process?.kill();
      await running.ended;
    },
  };
}

function requireSmall(answer: unknown): void {
  const bytes = Buffer.byteLength(JSON.stringify(answer));
  if (bytes > maxResultBytes) throw new Error(`the result has ${bytes} bytes`);
}
