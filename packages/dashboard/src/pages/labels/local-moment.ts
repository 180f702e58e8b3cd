/** A moment as a field of date and time has it, in the time zone of the page: `2026-11-22T14:03:20`. */
export function localMoment(at: number): string {
  const zone = new Date(at).getTimezoneOffset() * 60_000;
  return new Date(Math.floor(at / 1000) * 1000 - zone).toISOString().slice(0, 19);
}

/** Milliseconds of what such a field says; undefined when it says nothing yet. */
export function momentOf(text: string): number | undefined {
  const at = new Date(text).getTime();
  return Number.isFinite(at) ? at : undefined;
}
