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
 * When one fails to start, those before it are stopped again and the failure is passed on.
 */
export function composeServices(services: readonly Service[]): Service {
  const running: Service[] = [];
  const stop = async () => {
    for (let service = running.pop(); service; service = running.pop()) await service.stop();
  };
  return {
    async start(signal) {
      for (const service of services) {
        signal.throwIfAborted();
        running.push(service);
        try {
          await service.start(signal);
        } catch (error) {
          await stop();
          throw error;
        }
      }
    },
    stop,
  };
}
