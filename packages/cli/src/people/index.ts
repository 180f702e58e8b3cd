import {
  endedAnswerSchema,
  newTokenAnswerSchema,
  oneTimePasswordAnswerSchema,
  type Place,
  type Role,
  roles,
  tokensAnswerSchema,
  type UserView,
  userAnswerSchema,
  usersAnswerSchema,
} from '@splitsight/wire';
import { type Command, Option } from 'commander';
import { createApiClient } from '../api/client.ts';
import { type ServerFlags, withServer } from '../api/flags.ts';
import { cliError } from '../errors.ts';
import { parseWholeNumber } from '../options.ts';
import { show } from '../output.ts';
import { formatTable } from '../text-table.ts';
import { askPassword } from './ask-password.ts';
import { describePlaces, parsePlace } from './places.ts';
import { tokenByPassword } from './token-by-password.ts';

interface TermsFlags extends ServerFlags {
  readonly role?: Role;
  readonly see?: readonly Place[];
  readonly everything?: true;
  readonly fullName?: string;
}

interface TokenFlags extends ServerFlags {
  readonly role: Role;
  readonly see?: readonly Place[];
  readonly days: number;
  readonly for: string;
}

/** Registers `splitsight people`: users and API tokens of a server. */
export function registerPeople(program: Command, signal: AbortSignal): void {
  const people = program.command('people').description('who may log in at a server, and API tokens');
  const api = (flags: ServerFlags) => createApiClient({ ...flags, signal });
  const find = async (flags: ServerFlags, name: string): Promise<UserView> => {
    const { users } = await api(flags).get('/api/v1/users', usersAnswerSchema);
    const user = users.find((one) => one.name === name);
    if (!user) throw cliError('PEOPLE_NOT_FOUND', `"${name}"`);
    return user;
  };
  const put = async (user: UserView, flags: ServerFlags, change: object) => {
    const { full_name, role, places, disabled, revision } = user;
    const body = { full_name, role, places, disabled, revision, ...change };
    const answer = await api(flags).put(`/api/v1/users/${user.id}`, userAnswerSchema, body);
    show(flags, answer, describeUsers([answer.user]));
  };

  withServer(people.command('list', { isDefault: true }))
    .description('the users, and what each may do and see')
    .action(async (flags: ServerFlags) => {
      const answer = await api(flags).get('/api/v1/users', usersAnswerSchema);
      show(flags, answer, describeUsers(answer.users));
    });
  withTerms(people.command('add'))
    .description('add a user; prints the password for the first login, once')
    .argument('<name>', 'for the login')
    .action(async (name: string, flags: TermsFlags) => {
      const body = { name, role: 'viewer', places: null, ...termsOf(flags) };
      const answer = await api(flags).post('/api/v1/users', oneTimePasswordAnswerSchema, body);
      show(flags, answer, `${answer.one_time_password}\n`);
    });
  withTerms(people.command('change'))
    .description('change what a user may do and see; it holds at once')
    .argument('<name>')
    .action(async (name: string, flags: TermsFlags) => put(await find(flags, name), flags, termsOf(flags)));
  for (const [verb, disabled] of [
    ['disable', true],
    ['enable', false],
  ] as const) {
    withServer(people.command(verb))
      .description(disabled ? 'let a user log in no more; sessions and tokens end' : 'let a user log in again')
      .argument('<name>')
      .action(async (name: string, flags: ServerFlags) => put(await find(flags, name), flags, { disabled }));
  }
  withServer(people.command('password'))
    .description('give a user a new password for one login; prints it, once, and ends the sessions')
    .argument('<name>')
    .action(async (name: string, flags: ServerFlags) => {
      const { id } = await find(flags, name);
      const answer = await api(flags).post(`/api/v1/users/${id}/password`, oneTimePasswordAnswerSchema, {});
      show(flags, answer, `${answer.one_time_password}\n`);
    });
  withServer(people.command('remove'))
    .description('remove a user with sessions and tokens')
    .argument('<name>')
    .action(async (name: string, flags: ServerFlags) => {
      const { id } = await find(flags, name);
      show(flags, await api(flags).delete(`/api/v1/users/${id}`, endedAnswerSchema), `${name} is removed\n`);
    });
  withServer(people.command('tokens'))
    .description('your own API tokens')
    .action(async (flags: ServerFlags) => {
      const answer = await api(flags).get('/api/v1/me/tokens', tokensAnswerSchema);
      const rows = answer.tokens.map(({ id, name, role, places, expires_at }) => [
        ...[String(id), name, role, describePlaces(places), new Date(expires_at).toISOString()],
      ]);
      show(flags, answer, formatTable([['id', 'for', 'role', 'sees', 'until'], ...rows]));
    });
  withServer(people.command('token'))
    .description('make an API token; prints it, once. With --login by name and password, else with another token')
    .option('--login <name>', 'whose; asks for the password, or reads it from stdin')
    .addOption(new Option('--role <role>', 'what it may do').choices(roles).default('viewer'))
    .option('--see <place>', 'a site, or <site>/<camera>; repeatable; everything of yours unless told', parsePlace)
    .option('--days <n>', 'for how many days it is valid', parseWholeNumber(1, 3650), 90)
    .option('--for <text>', 'what it is for', 'splitsight')
    .action(async (flags: TokenFlags & { readonly login?: string }) => {
      const { login, role, see, days } = flags;
      const terms = { name: flags.for, role, places: see ?? null, days };
      const secret =
        login === undefined
          ? (await api(flags).post('/api/v1/me/tokens', newTokenAnswerSchema, terms)).secret
          : await tokenByPassword({ ...flags, signal, name: login, password: await askPassword('Password: '), terms });
      show(flags, { secret }, `${secret}\n`);
    });
  withServer(people.command('revoke'))
    .description('revoke an API token of your own; it ends at once')
    .argument('<id>', 'as tokens lists it')
    .action(async (id: string, flags: ServerFlags) => {
      const answer = await api(flags).delete(`/api/v1/me/tokens/${encodeURIComponent(id)}`, endedAnswerSchema);
      show(flags, answer, `token ${id} is revoked\n`);
    });
}

function withTerms(command: Command): Command {
  return withServer(command)
    .addOption(new Option('--role <role>', 'viewer unless told').choices(roles))
    .option('--see <place>', 'a site, or <site>/<camera>; repeatable; everything unless told', parsePlace)
    .option('--everything', 'sees everything')
    .option('--full-name <name>', 'as people write it');
}

/** What the flags say; what they do not say is left out. */
function termsOf({ role, see, everything, fullName: full_name }: TermsFlags): object {
  const terms = { role, full_name, places: everything ? null : see };
  return Object.fromEntries(Object.entries(terms).filter(([, value]) => value !== undefined));
}

function describeUsers(users: readonly UserView[]): string {
  const rows = users.map(({ name, full_name, role, places, disabled }) => [
    ...[name, full_name, role, describePlaces(places), disabled ? 'disabled' : ''],
  ]);
  return formatTable([['name', 'full name', 'role', 'sees', ''], ...rows]);
}
