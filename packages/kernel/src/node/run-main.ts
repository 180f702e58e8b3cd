import { isCodedError } from '../coded-error.ts';
import { redactSecrets } from './log.ts';

/**
 * Runs a program until it returns or SIGINT or SIGTERM aborts its signal; a second signal ends it at once.
 *
 * A coded error becomes one clear line on stderr and exit code 1; anything else also prints its stack, since it is a defect.
 */
export async function runMain(main: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const abort = new AbortController();
  const onSignal = () => (abort.signal.aborted ? process.exit(130) : abort.abort());
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  try {
    await main(abort.signal);
  } catch (error) {
    if (!abort.signal.aborted || isCodedError(error)) {
      process.stderr.write(`${redactSecrets(describe(error))}\n`);
      process.exitCode = 1;
    }
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

function describe(error: unknown): string {
  if (isCodedError(error)) return `${error.code}: ${error.message}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
