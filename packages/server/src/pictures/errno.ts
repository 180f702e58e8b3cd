/** Whether an error is one of the file system: a full disk, a missing file, a lacking right. */
export function isErrno(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}
