import { serverError } from '../errors.ts';

/** Does one thing after the other. */
export interface Queue {
  /** Rejects with REGISTRY_BUSY when too many wait, and with what the work rejects with. */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Takes no more, and resolves when the last one is done. */
  close(): Promise<void>;
}

const maxWaiting = 16;

export function createQueue(): Queue {
  let waiting = 0;
  let isClosed = false;
  let last: Promise<unknown> = Promise.resolve();
  return {
    run(work) {
      if (isClosed) return Promise.reject(serverError('REGISTRY_BUSY', 'the server stops'));
      if (waiting >= maxWaiting) return Promise.reject(serverError('REGISTRY_BUSY', `${waiting} wait`));
      waiting++;
      const done = last.then(work).finally(() => {
        waiting--;
      });
      last = done.catch(() => undefined);
      return done;
    },
    async close() {
      isClosed = true;
      await last;
    },
  };
}
