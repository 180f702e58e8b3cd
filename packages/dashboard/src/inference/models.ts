import type { Millis } from '@splitsight/kernel';
import type { CodecName } from '@splitsight/wire';
import type { ModelChoice } from './choice.ts';
import type { Judgement, Looked, Opened, WatchRequest, WorkerReply, WorkerRequest } from './messages.ts';
import { ModelProblem } from './problem.ts';

/** Models that run in a worker of this browser. Calls are served one after the other. */
export interface Models {
  /** How long it took to download and load them. */
  readonly openedIn: Millis;
  /** @throws ModelProblem */
  judge(file: Blob): Promise<Judgement>;
  /** Begins a camera; the one before is forgotten. @throws ModelProblem */
  watch(request: WatchRequest): Promise<void>;
  /** Gives a frame to the camera, which closes it. @throws ModelProblem */
  look(bitmap: ImageBitmap, capturedAt: Millis): Promise<Looked>;
  /** Ends the worker; calls under way fail. Idempotent. */
  close(): void;
}

export interface ModelOptions {
  /** A codec besides those of the heads. */
  readonly codec?: CodecName;
  /** Whether heads are run here, too; a camera leaves that to the server. */
  readonly withHeads: boolean;
  /** Called as the files arrive: the bytes so far, and all of them. */
  readonly onProgress?: (received: number, total: number) => void;
}

type Bare<T> = T extends unknown ? Omit<T, 'id'> : never;

/** Starts a worker with models. @throws ModelProblem */
export async function openModels(choice: ModelChoice, options: ModelOptions): Promise<Models> {
  const { backbone, variant } = choice;
  const heads = options.withHeads ? choice.heads : [];
  const codecs = [...new Set([...heads.map(({ codec }) => codec), ...(options.codec ? [options.codec] : [])])];
  const files = [
    variant.file,
    ...backbone.codecs.filter(({ codec }) => codecs.includes(codec)).flatMap(({ file }) => file ?? []),
    ...heads.map(({ file }) => file),
  ];
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);

  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  const waiting = new Map<number, { resolve(answer: unknown): void; reject(problem: ModelProblem): void }>();
  let ids = 0;
  let received = 0;

  function fail(problem: ModelProblem): void {
    for (const { reject } of waiting.values()) reject(problem);
    waiting.clear();
  }
  worker.addEventListener('message', ({ data }: MessageEvent<WorkerReply>) => {
    if (data.type === 'progress') {
      received += data.bytes;
      options.onProgress?.(received, total);
      return;
    }
    const waiter = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.type === 'done') waiter?.resolve(data.answer);
    else waiter?.reject(new ModelProblem(data.code, data.message));
  });
  // The worker's own file did not come, or it broke.
  worker.addEventListener('error', (event) => fail(new ModelProblem('load', event.message)));

  function ask<Answer>(request: Bare<WorkerRequest>, transfer: Transferable[] = []): Promise<Answer> {
    const id = ids++;
    return new Promise<Answer>((resolve, reject) => {
      waiting.set(id, { resolve: (answer) => resolve(answer as Answer), reject });
      worker.postMessage({ ...request, id }, transfer);
    });
  }
  function close(): void {
    worker.terminate();
    fail(new ModelProblem('run', 'closed'));
  }

  try {
    const { took } = await ask<Opened>({ type: 'open', models: { backbone, variant, heads, codecs } });
    return {
      openedIn: took,
      judge: (file) => ask<Judgement>({ type: 'judge', file }),
      watch: (watch) => ask<void>({ type: 'watch', watch }),
      look: (bitmap, capturedAt) => ask<Looked>({ type: 'look', bitmap, capturedAt }, [bitmap]),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}
