/** Something with a life: made without I/O, started once, stopped at any time and any number of times. */
export interface Service {
  /** Resolves when the service is ready for work; rejects with a coded error when it cannot be. */
  start(signal: AbortSignal): Promise<void>;
  /** Releases every listener, timer, socket and child process. Idempotent; never rejects on a second call. */
  stop(): Promise<void>;
}

/**
 * Makes one service of several: started in order, stopped in reverse.
 *
 * When one fails to start, those before it are stopped again and the failure is passed on. All are stopped even when one
 * fails to; the first such failure is passed on afterwards. A stop during the start ends the start there.
 */
export function composeServices(services: readonly Service[]): Service {
  const running: Service[] = [];
  let stopping: Promise<void> | undefined;
  const stopAll = async () => {
    const failures: unknown[] = [];
    for (let service = running.pop(); service; service = running.pop()) {
      await service.stop().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  };
  const stop = () => {
    const first = stopping === undefined;
    stopping ??= stopAll();
    return first ? stopping : stopping.catch(() => {});
  };
  return {
    async start(signal) {
      try {
        for (const service of services) {
          signal.throwIfAborted();
          if (stopping !== undefined) return;
          running.push(service);
          await service.start(signal);
        }
      } catch (error) {
        // The failure to start is the one to know about.
        await stop().catch(() => {});
        throw error;
      }
    },
    stop,
  };
}
