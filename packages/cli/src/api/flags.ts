import { userInfo } from 'node:os';
import { type Command, InvalidArgumentError, Option } from 'commander';

/** The options of a command that asks a server. */
export interface ServerFlags {
  readonly server: string;
  readonly token?: string;
  readonly json?: true;
}

/** The options of a command that changes something on a server, which writes down who asked for it. */
export interface ByFlags extends ServerFlags {
  readonly by: string;
}

/** Adds `--server`, `--token` and `--json` to a command. */
export function withServer(command: Command): Command {
  return command.addOption(serverOption()).addOption(tokenOption()).option('--json', 'print nothing but JSON');
}

/** Adds `--server`, `--token`, `--json` and `--by` to a command. */
export function withBy(command: Command): Command {
  return withServer(command).addOption(byOption());
}

/** `--server` */
export function serverOption(): Option {
  return new Option('--server <url>', "the server's HTTP address")
    .argParser(parseServer)
    .default('http://127.0.0.1:8080');
}

/** `--token`; whoever may list processes sees it, so that the environment is the better place. */
export function tokenOption(): Option {
  return new Option('--token <token>', 'an API token, where the server asks for a login').env('SPLITSIGHT_TOKEN');
}

/** `--by` */
export function byOption(): Option {
  return new Option('--by <name>', 'who asks for it').default(userName());
}

/** Who runs this, as the system names them; a container often runs as a user that has no name there. */
export function userName(read = () => userInfo().username): string {
  try {
    return read();
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'}`;
  }
}

function parseServer(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new InvalidArgumentError('an address like http://127.0.0.1:8080 is expected');
  }
  return text;
}
