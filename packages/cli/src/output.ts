/** Whether programs read what a command prints, or people. */
export interface OutputFlags {
  readonly json?: boolean | undefined;
}

/** Prints an answer to stdout: as one line of JSON, or as `text`, which ends with a line break. */
export function show({ json }: OutputFlags, answer: object, text: string): void {
  process.stdout.write(json ? `${JSON.stringify(answer)}\n` : text);
}

/** Says on stderr how the work goes on, a line at a time; nothing with `--json`. */
export function say({ json }: OutputFlags, line: string): void {
  if (!json) process.stderr.write(`${line}\n`);
}
