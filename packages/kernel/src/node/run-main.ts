import { isCodedError } from '../coded-error.ts';
import { redactSecrets } from './log.ts';

/**
 * Runs a program until it returns or SIGINT or SIGTERM aborts its signal; a second Ctrl-C ends it at once.
 *
 * A coded error becomes one clear line on stderr and exit code 1; anything else also prints its stack, since it is a defect.
 */
export async function runMain(main: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const abort = new AbortController();
  const onInterrupt = () => (abort.signal.aborted ? process.exit(130) : abort.abort());
  // Never at once: Ctrl-C in a terminal reaches a whole family of processes, and a parent's SIGTERM follows it.
  const onTerminate = () => abort.abort();
  process.on('SIGINT', onInterrupt).on('SIGTERM', onTerminate);
  // What escapes elsewhere is a defect: it ends the program as Node would, but without printing secrets.
  process.on('uncaughtException', (error) => {
    process.stderr.write(`${redactSecrets(describe(error))}\n`);
    process.exit(1);
  });
  try {
    await main(abort.signal);
  } catch (error) {
    if (!abort.signal.aborted || isCodedError(error)) {
      process.stderr.write(`${redactSecrets(describe(error))}\n`);
      process.exitCode = 1;
    }
  } finally {
    process.off('SIGINT', onInterrupt).off('SIGTERM', onTerminate);
  }
}

function describe(error: unknown): string {
  if (isCodedError(error)) return `${error.code}: ${error.message}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
