/**
 * Whether an error is one of the system: a full disk, a lacking right, a port that is taken.
 *
 * @param code this one alone, such as ENOENT; any unless told.
 */
export function isErrno(error: unknown, code?: string): error is NodeJS.ErrnoException {
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) return false;
  return code === undefined || error.code === code;
}
