import { isCodedError, messageOf } from '@splitsight/kernel';
import { type Order, orderSchema, type Report } from './protocol.ts';
import type { WorkContext, WorkPlace, Works } from './work.ts';

/** The process of one job: takes an order from the server, does it, reports, and ends. */

/** Progress without a point of a curve is sent this often at most. */
const tellEvery = 100;

const cancelled = new AbortController();
process.once('SIGTERM', () => cancelled.abort());
// A terminal sends Ctrl-C to the whole group: the server decides what becomes of its jobs.
process.on('SIGINT', () => undefined);
// Without its server there is nobody to work for.
process.once('disconnect', () => process.exit());

let stored: (() => void) | undefined;

process.on('message', (raw) => {
  const order = orderSchema.parse(raw);
  if (order.type === 'stored') stored?.();
  else void run(order);
});

async function run({ works: module, kind, params, place }: Extract<Order, { type: 'start' }>): Promise<void> {
  try {
    const { works }: { readonly works: Works } = await import(module);
    const work = await works[kind]?.();
    if (!work) throw new Error(`no work of kind ${kind}`);
    await send({ type: 'result', result: await work(params, contextOf(place)) });
  } catch (error) {
    const code = isCodedError(error) ? error.code : 'JOB_FAILED';
    await send({ type: 'error', code, message: messageOf(error) });
  }
  process.disconnect();
}

function contextOf(place: WorkPlace): WorkContext {
  let toldAt = Number.NEGATIVE_INFINITY;
  return {
    ...place,
    signal: cancelled.signal,
    progress(progress) {
      const now = performance.now();
      if (progress.point === null && now - toldAt < tellEvery) return;
      toldAt = now;
      void send({ type: 'progress', progress });
    },
    async emit(chunk) {
      const isStored = new Promise<void>((resolve) => {
        stored = resolve;
      });
      await send({ type: 'chunk', chunk });
      await isStored;
    },
  };
}

function send(report: Report): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send?.(report, (error: Error | null) => (error ? reject(error) : resolve()));
  });
}
