import { judgePicture } from './judge.ts';
import { type LoadedModels, loadModels } from './loaded-models.ts';
import type { Judgement, Looked, Opened, WorkerReply, WorkerRequest } from './messages.ts';
import { ModelProblem } from './problem.ts';
import { createWatch, type Watch } from './watch.ts';

let models: LoadedModels | undefined;
let fingerprint: Parameters<typeof createWatch>[1] | undefined;
let watch: Watch | undefined;
/** Requests are served one after the other: a session runs once at a time. */
let last: Promise<void> = Promise.resolve();

const say = (reply: WorkerReply, transfer: Transferable[] = []) => postMessage(reply, { transfer });

addEventListener('message', ({ data }: MessageEvent<WorkerRequest>) => {
  last = last.then(() => answer(data));
});

async function answer(request: WorkerRequest): Promise<void> {
  const { id } = request;
  try {
    const answered = await serve(request);
    say({ type: 'done', id, answer: answered }, transferOf(answered));
  } catch (error) {
    const { code, message } = error instanceof ModelProblem ? error : new ModelProblem('run', String(error));
    say({ type: 'failed', id, code, message });
  }
}

async function serve(request: WorkerRequest): Promise<Opened | Judgement | Looked | null> {
  switch (request.type) {
    case 'open': {
      const start = performance.now();
      models = await loadModels(request.models, (bytes) => say({ type: 'progress', bytes }));
      fingerprint = request.models.variant.fingerprint;
      return { took: performance.now() - start };
    }
    case 'judge':
      return judgePicture(opened(models), request.file);
    case 'watch':
      watch = createWatch(opened(models), opened(fingerprint), request.watch);
      return null;
    case 'look':
      return opened(watch).look(request.bitmap, request.capturedAt);
  }
}

function opened<Part>(part: Part | undefined): Part {
  if (part === undefined) throw new ModelProblem('load', 'nothing is open');
  return part;
}

function transferOf(answered: Opened | Judgement | Looked | null): Transferable[] {
  if (answered && 'preview' in answered) return [answered.preview];
  if (answered && 'message' in answered && answered.message) return [answered.message.buffer];
  return [];
}
