import { isCodedError } from '../coded-error.ts';
import { redactSecrets } from './log.ts';

/**
 * Runs a program until it returns or SIGINT or SIGTERM aborts its signal; a second Ctrl-C ends it at once.
 *
 * A coded error becomes one clear line on stderr and exit code 1, or 78 where only an edit of the configuration helps; anything
 * else also prints its stack, since it is a defect.
 *
 * @param contradictions codes that say, like CONFIG_INVALID, that the configuration can never work: with itself, or with models
 *   that are there and whole. What may be there later (a disk, a file, an address) is none.
 */
export async function runMain(
  main: (signal: AbortSignal) => Promise<void>,
  contradictions: readonly string[] = [],
): Promise<void> {
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
      process.exitCode = exitCodeOf(error, contradictions);
    }
  } finally {
    process.off('SIGINT', onInterrupt).off('SIGTERM', onTerminate);
  }
}

/** EX_CONFIG of sysexits.h: whoever starts programs again need not try. A file that cannot be read may be there later. */
function exitCodeOf(error: unknown, contradictions: readonly string[]): number {
  const codes = ['CONFIG_INVALID', 'CONFIG_SYNTAX', ...contradictions];
  return isCodedError(error) && codes.includes(error.code) ? 78 : 1;
}

function describe(error: unknown): string {
  if (isCodedError(error)) return `${error.code}: ${error.message}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
