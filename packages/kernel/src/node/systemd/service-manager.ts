import { execFile } from 'node:child_process';
import type { Millis } from '../../time.ts';
import { nothingTold, tell, type Vitals } from './vitals.ts';

/** The service manager that started this program; there may be none. */
export interface ServiceManager {
  /** Begins to tell it how the program is, once a second at most, until {@link ServiceManager.stop}. */
  attend(examine: () => Vitals): void;
  /** Says that the program is about to end, and says no more. Idempotent. */
  stop(): Promise<void>;
}

const lookEvery: Millis = 1000;
const sendWithin: Millis = 5000;

/**
 * Makes the link to systemd by sd_notify(3); does nothing where no systemd asked for it.
 *
 * Node has no datagram sockets of the Unix kind, so each message is said by systemd's own `systemd-notify`, which needs
 * `NotifyAccess=all` (docs/decisions/0037-systemd.md). Takes its variables out of `env`, so that no child speaks for it.
 *
 * @param onFailure is told once when messages do not get through.
 */
export function createServiceManager(
  onFailure: (reason: string) => void,
  env: NodeJS.ProcessEnv = process.env,
): ServiceManager {
  const { NOTIFY_SOCKET: socket, WATCHDOG_USEC: micros, WATCHDOG_PID: pid } = env;
  delete env.NOTIFY_SOCKET;
  delete env.WATCHDOG_USEC;
  delete env.WATCHDOG_PID;
  if (!socket) return { attend: () => {}, stop: () => Promise.resolve() };
  const isWatched = Number(micros) > 0 && (pid === undefined || Number(pid) === process.pid);
  const watchdog = isWatched ? Number(micros) / 1000 : null;
  let told = nothingTold;
  let timer: NodeJS.Timeout | undefined;
  let sending: Promise<void> | undefined;
  let hasFailed = false;
  let stopped: Promise<void> | undefined;

  /** @returns whether it got through. */
  function send(words: readonly string[]): Promise<boolean> {
    return new Promise((resolve) => {
      const options = { env: { PATH: env.PATH ?? '/usr/bin:/bin', NOTIFY_SOCKET: socket }, timeout: sendWithin };
      execFile('systemd-notify', [...words], options, (error) => {
        if (error && !hasFailed) onFailure(error.message.trim());
        hasFailed = error !== null;
        resolve(!error);
      });
    });
  }

  function look(examine: () => Vitals): void {
    // One message at a time: what has changed meanwhile is told with the next one.
    if (sending !== undefined) return;
    const next = tell(told, examine(), performance.now(), watchdog);
    if (next.words.length === 0) return;
    sending = send(next.words).then((isTold) => {
      sending = undefined;
      // What did not get through is said again.
      if (isTold) told = next.told;
    });
  }

  async function sayStopping(): Promise<void> {
    clearInterval(timer);
    await sending;
    await send(['STOPPING=1', 'STATUS=stopping']);
  }

  return {
    attend(examine) {
      look(examine);
      timer = setInterval(look, lookEvery, examine);
    },
    stop() {
      stopped ??= sayStopping();
      return stopped;
    },
  };
}
