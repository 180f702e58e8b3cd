import { fetchOnce } from '@splitsight/testkit';
import { oneTimePasswordAnswerSchema, type UserView } from '@splitsight/wire';
import type { RunningServer } from './run-server.ts';

/** Somebody at a browser, or a program with a token, who asks a server's API. */
export interface Caller {
  /** Everything that the caller sends to show who it is. */
  readonly headers: Readonly<Record<string, string>>;
  ask(method: string, path: string, body?: object, more?: Readonly<Record<string, string>>): Promise<Asked>;
}

export interface Asked {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** A caller with some headers; `{}` is nobody. */
export function callerOf(server: Pick<RunningServer, 'http'>, headers: Readonly<Record<string, string>>): Caller {
  return {
    headers,
    async ask(method, path, body, more = {}) {
      const sent = body && { 'content-type': 'application/json' };
      const answer = await fetchOnce(`${server.http}${path}`, {
        method,
        headers: { ...headers, ...sent, ...more },
        ...(body && { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      const isJson = answer.headers.get('content-type')?.includes('json');
      return { status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(text) : text };
    },
  };
}

/** Logs in. @throws Error with what the server said when it refused */
export async function logIn(
  server: Pick<RunningServer, 'http'>,
  name: string,
  password: string,
  newPassword?: string,
): Promise<Caller> {
  const body = { name, password, ...(newPassword !== undefined && { new_password: newPassword }) };
  const { status, headers, body: answer } = await callerOf(server, {}).ask('POST', '/api/v1/login', body);
  if (status !== 200) throw new Error(JSON.stringify(answer));
  const cookie = String(headers.get('set-cookie')).split(';')[0] ?? '';
  return callerOf(server, { cookie, 'x-splitsight': '1' });
}

/** A user whom `admin` adds, and who has chosen a password. */
export async function addUser(
  server: Pick<RunningServer, 'http'>,
  admin: Caller,
  user: { readonly name: string; readonly role: string; readonly places: readonly object[] | null },
): Promise<Caller & { readonly user: UserView }> {
  const { body } = await admin.ask('POST', '/api/v1/users', user);
  const added = oneTimePasswordAnswerSchema.parse(body);
  const caller = await logIn(server, user.name, added.one_time_password, passwordOf(user.name));
  return { ...caller, user: added.user };
}

/** The password that {@link addUser} chooses. */
export const passwordOf = (name: string) => `seven green boats, ${name}`;
