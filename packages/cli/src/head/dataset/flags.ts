import { userInfo } from 'node:os';
import { type Command, InvalidArgumentError } from 'commander';
import { type ServerFlags, withServer } from '../api-client.ts';

/** The options of a command that changes something. */
export interface ByFlags extends ServerFlags {
  readonly by: string;
}

/** Adds `--server`, `--json` and `--by` to a command. */
export function withBy(command: Command): Command {
  return withServer(command).option('--by <name>', 'who asks for it', userInfo().username);
}

/** The address of a data set in the API. */
export function dataSetPath(name: string): string {
  return `/api/v1/datasets/${encodeURIComponent(name)}`;
}

/** Prints an answer as JSON, or what it says for people. */
export function show(flags: ServerFlags, answer: object, text: string): void {
  process.stdout.write(flags.json ? `${JSON.stringify(answer)}\n` : text);
}

/** Says what goes on, unless only JSON is wanted. */
export function say(flags: ServerFlags, line: string): void {
  if (!flags.json) process.stderr.write(`${line}\n`);
}

/** Parses `<site>/<camera>`. */
export function parseCamera(text: string): { readonly site: string; readonly camera: string } {
  const [site = '', camera = '', ...rest] = text.split('/');
  if (!site || !camera || rest.length > 0) throw new InvalidArgumentError('<site>/<camera> is expected');
  return { site, camera };
}

/** Gathers the values of an option that may be given several times. */
export function gather(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
