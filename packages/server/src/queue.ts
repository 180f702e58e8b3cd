/** Does one thing after the other. */
export interface Queue {
  /** Rejects when too many wait, and with what the work rejects with. */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Takes no more, and resolves when the last one is done. */
  close(): Promise<void>;
}

/** @param busy makes the error for what is not taken, of what is said of it. */
export function createQueue(maxWaiting: number, busy: (why: string) => Error): Queue {
  let waiting = 0;
  let isClosed = false;
  let last: Promise<unknown> = Promise.resolve();
  return {
    run(work) {
      if (isClosed) return Promise.reject(busy('the server stops'));
      if (waiting >= maxWaiting) return Promise.reject(busy(`${waiting} wait`));
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
