/**
 * An error with a stable code that operators can look up in docs/errors.md and programs can compare.
 *
 * The message is one line, free of secrets, and says what to do. The cause, if any, is the error that was caught.
 */
export class CodedError<Code extends string = string> extends Error {
  override readonly name = 'CodedError';
  readonly code: Code;

  constructor(code: Code, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** Makes the error of one code: `what` says which thing it happened to, in a few words. */
export type MakeError<Code extends string> = (code: Code, what: string, cause?: unknown) => CodedError<Code>;

/**
 * Turns a package's table of codes into the function that makes its errors.
 *
 * @param table code → what it means and, where it helps, what to do; one line each.
 * @returns a function whose errors read `<meaning>: <what>`.
 */
export function defineErrors<const Table extends Readonly<Record<string, string>>>(
  table: Table,
): MakeError<keyof Table & string> {
  return (code, what, cause) => new CodedError(code, `${table[code]}: ${what}`, cause);
}

/** Whether `error` is a coded one, of the given code if there is one. */
export function isCodedError(error: unknown, code?: string): error is CodedError {
  return error instanceof CodedError && (code === undefined || error.code === code);
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
