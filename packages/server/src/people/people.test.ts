import { createManualClock, waitFor } from '@splitsight/testkit';
import { auditAnswerSchema, newTokenAnswerSchema, sessionsAnswerSchema } from '@splitsight/wire';
import { describe, expect, it } from 'vitest';
import { addUser, type Caller, callerOf, logIn, passwordOf } from '../testing/people.ts';
import type { RunningServer } from '../testing/run-server.ts';
import { useWorkbench } from '../testing/workbench.ts';
import { resetAdminOffline } from './reset-admin.ts';

const { start, watch, path } = useWorkbench();
const required = { heads: [], http: { login: 'required' } };
const adminPassword = 'a ladder against the wall';

/** A server at its first start, with its administrator logged in. */
async function startWithAdmin(deps: object = {}): Promise<{ server: RunningServer; admin: Caller; said: string[] }> {
  const said: string[] = [];
  const server = await start(required, { say: (text: string) => said.push(text), ...deps });
  return { server, said, admin: await logIn(server, 'admin', passwordIn(said), adminPassword) };
}

const passwordIn = (said: readonly string[]) => /^ +(\w{5}-\w{5}-\w{5}-\w{5})$/m.exec(said.join(''))?.[1] ?? '';
const login = (server: RunningServer, name: string, password: string) =>
  callerOf(server, {}).ask('POST', '/api/v1/login', { name, password });

describe('the first start', () => {
  it('makes an administrator whose password is said once and good for one login', async () => {
    const { server, said, admin } = await startWithAdmin();
    const once = passwordIn(said);
    expect(said).toHaveLength(1);
    expect(JSON.stringify(server.lines)).not.toContain(once);
    expect((await admin.ask('GET', '/api/v1/me')).body).toMatchObject({
      me: { name: 'admin', role: 'admin', places: null },
    });
    expect(await login(server, 'admin', once)).toMatchObject({ status: 401, body: { error: { code: 'LOGIN_WRONG' } } });
    await server.stop();
    const again = await start(required, { say: (text: string) => said.push(text) });
    expect(said).toHaveLength(1);
    expect((await login(again, 'admin', adminPassword)).status).toBe(200);
  });

  it('asks for a new password that is not the old one and cannot be guessed', async () => {
    const said: string[] = [];
    const server = await start(required, { say: (text: string) => said.push(text) });
    const once = passwordIn(said);
    expect(await login(server, 'admin', once)).toMatchObject({
      status: 403,
      body: { error: { code: 'LOGIN_NEW_PASSWORD' } },
    });
    for (const weak of [once, 'splitsight-admin', 'abababababababab', 'abcdefghijklmnop']) {
      await expect(logIn(server, 'admin', once, weak)).rejects.toThrow('PASSWORD_WEAK');
    }
    await expect(logIn(server, 'admin', once, 'short')).rejects.toThrow('HTTP_BODY');
    await logIn(server, 'admin', once, adminPassword);
  });

  it('can be made up for with reset-admin, while the server is stopped', async () => {
    const { server } = await startWithAdmin();
    await expect(resetAdminOffline(path('test.db'), 'admin')).rejects.toMatchObject({ code: 'STORE_LOCKED' });
    await server.stop();
    const once = passwordIn([await resetAdminOffline(path('test.db'), 'admin')]);
    const again = await start(required);
    expect((await login(again, 'admin', adminPassword)).status).toBe(401);
    await logIn(again, 'admin', once, 'another ladder altogether');
  });
});

describe('a server that asks for a login', () => {
  it('answers nobody on any address but health, readiness and the login, and viewers on none that changes things', async () => {
    const { server, admin } = await startWithAdmin();
    const viewer = await addUser(server, admin, { name: 'vera', role: 'viewer', places: null });
    const { body } = await admin.ask('GET', '/api/v1/openapi.json');
    const { paths } = body as { paths: Record<string, Record<string, { description?: string; security?: object[] }>> };
    const open: string[] = [];
    let refused = 0;
    for (const [url, methods] of Object.entries(paths)) {
      for (const [method, { description = '', security }] of Object.entries(methods)) {
        if (!security) {
          open.push(`${method} ${url}`);
          continue;
        }
        const address = url.replaceAll(/\{\w+\}/g, '1');
        const nobody = await callerOf(server, {}).ask(method.toUpperCase(), address);
        expect(nobody, `${method} ${url}`).toMatchObject({ status: 401 });
        if (description.includes('view')) continue;
        const asked = await viewer.ask(method.toUpperCase(), address);
        expect(asked, `${method} ${url}`).toMatchObject({ status: 403, body: { error: { code: 'HTTP_RIGHT' } } });
        refused++;
      }
    }
    expect(open.toSorted((a, b) => a.localeCompare(b))).toEqual([
      'get /healthz',
      'get /readyz',
      'post /api/v1/login',
      'post /api/v1/logout',
    ]);
    expect(refused).toBeGreaterThan(40);
    expect((await callerOf(server, {}).ask('GET', '/api/v1/openapi.json')).status).toBe(401);
    await expect(watch(server)).rejects.toThrow();
  });

  it('takes the cookie from pages of its own alone, and tells browsers to keep it from scripts', async () => {
    const { server, admin } = await startWithAdmin();
    const answer = await login(server, 'admin', adminPassword);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('set-cookie')).toMatch(
      /^splitsight_session=[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict$/,
    );
    const body = { name: 'eve', role: 'admin' };
    const refusals = [
      await callerOf(server, { cookie: String(admin.headers.cookie) }).ask('POST', '/api/v1/users', body),
      await admin.ask('POST', '/api/v1/users', body, { origin: 'https://evil.example' }),
    ];
    expect(refusals.map(({ status }) => status)).toEqual([403, 403]);
    expect(JSON.stringify((await admin.ask('GET', '/api/v1/users')).body)).not.toContain('eve');
  });

  it('gives figures to programs on this machine, and to others only with a token', async () => {
    const { server, admin } = await startWithAdmin();
    expect((await callerOf(server, {}).ask('GET', '/metrics')).status).toBe(200);
    const outside = { 'x-forwarded-for': '192.0.2.1' };
    expect((await callerOf(server, {}).ask('GET', '/metrics', undefined, outside)).status).toBe(401);
    expect((await admin.ask('GET', '/metrics', undefined, outside)).status).toBe(200);
  });
});

describe('passwords that are guessed', () => {
  it('are slowed down, and look the same whether there is such a user or not', async () => {
    // Checking a password takes a moment, and who waits a second may try again.
    const clock = createManualClock(Date.now());
    const { server } = await startWithAdmin({ clock });
    const tries = async (to: RunningServer, name: string) => {
      const answers = [];
      for (let i = 0; i < 6; i++) answers.push(await login(to, name, `guess ${i}`));
      return answers.map(({ status, body, headers }) => [status, JSON.stringify(body), headers.get('retry-after')]);
    };
    const unknown = await tries(server, 'nobody');
    expect(unknown.map(([status]) => status)).toEqual([401, 401, 401, 401, 401, 429]);
    expect(unknown[5]?.[2]).toBe('1');
    // From elsewhere: where the administrator has logged in before, only that place's own failures count.
    await server.stop();
    const again = await start(required, { clock });
    expect(await tries(again, 'admin')).toEqual(unknown);
  });
});

describe('sessions', () => {
  it('are listed and ended one by one or all at once, and the live WebSocket with them', async () => {
    const { server, admin } = await startWithAdmin();
    const phone = await logIn(server, 'admin', adminPassword);
    const page = await watch(server, phone.headers);
    const listed = sessionsAnswerSchema.parse((await admin.ask('GET', '/api/v1/me/sessions')).body).sessions;
    expect(listed.map(({ current }) => current).sort()).toEqual([false, true]);
    expect((await admin.ask('DELETE', '/api/v1/me/sessions')).body).toEqual({ ended: 1 });
    await waitFor(() => page.closedWith === 4401);
    expect((await phone.ask('GET', '/api/v1/me')).status).toBe(401);
    expect((await admin.ask('POST', '/api/v1/logout')).body).toEqual({ ended: true });
    expect((await admin.ask('GET', '/api/v1/me')).status).toBe(401);
  });

  it('end unused, and at the latest, by the clock of the server', async () => {
    let ahead = 0;
    const { server, admin } = await startWithAdmin({ clock: { now: () => Date.now() + ahead } });
    ahead = 11 * 3_600_000;
    expect((await admin.ask('GET', '/api/v1/me')).status).toBe(200);
    ahead += 11 * 3_600_000;
    expect((await admin.ask('GET', '/api/v1/me')).status).toBe(200);
    ahead += 12 * 3_600_000;
    expect(await admin.ask('GET', '/api/v1/me')).toMatchObject({
      status: 401,
      body: { error: { code: 'HTTP_LOGIN' } },
    });
    const again = await logIn(server, 'admin', adminPassword);
    for (let hours = 0; hours < 168; hours += 8) {
      expect((await again.ask('GET', '/api/v1/me')).status).toBe(200);
      ahead += 8 * 3_600_000;
    }
    expect((await again.ask('GET', '/api/v1/me')).status).toBe(401);
  });

  it('of a user whose password changes end, but for the one that changed it', async () => {
    const { server, admin } = await startWithAdmin();
    const ann = await addUser(server, admin, { name: 'ann', role: 'viewer', places: null });
    const phone = await logIn(server, 'ann', passwordOf('ann'));
    const change = { password: passwordOf('ann'), new_password: 'eight blue boats' };
    expect((await ann.ask('PUT', '/api/v1/me/password', { ...change, password: 'wrong' })).status).toBe(401);
    expect((await ann.ask('PUT', '/api/v1/me/password', change)).status).toBe(200);
    expect((await phone.ask('GET', '/api/v1/me')).status).toBe(401);
    expect((await ann.ask('GET', '/api/v1/me')).status).toBe(200);
    await logIn(server, 'ann', 'eight blue boats');
  });
});

describe('users', () => {
  it('lose at once what is taken from them', async () => {
    const { server, admin } = await startWithAdmin();
    const { user, ...ann } = await addUser(server, admin, { name: 'ann', role: 'operator', places: null });
    const page = await watch(server, ann.headers);
    const url = `/api/v1/users/${user.id}`;
    const terms = { full_name: 'Ann', role: 'viewer', places: [{ site: 'yard', cameras: null }], disabled: false };
    const { body } = await admin.ask('GET', url);
    const { revision } = (body as { user: { revision: number } }).user;
    expect((await admin.ask('PUT', url, { ...terms, revision })).status).toBe(200);
    await waitFor(() => page.closedWith === 4401);
    expect((await ann.ask('GET', '/api/v1/me')).body).toMatchObject({ me: { role: 'viewer', places: terms.places } });
    const stale = await admin.ask('PUT', url, { ...terms, revision });
    expect(stale).toMatchObject({ status: 409, body: { error: { code: 'PEOPLE_CHANGED' } } });
    expect(JSON.stringify(stale.body)).toContain('by admin at 20');
    await admin.ask('PUT', url, { ...terms, disabled: true, revision: revision + 1 });
    expect((await ann.ask('GET', '/api/v1/me')).status).toBe(401);
    expect((await login(server, 'ann', passwordOf('ann'))).body).toEqual((await login(server, 'nobody', 'x')).body);
    expect((await admin.ask('DELETE', url)).status).toBe(200);
    expect((await admin.ask('GET', url)).status).toBe(404);
  });

  it('always include an administrator, who sees everything', async () => {
    const { admin } = await startWithAdmin();
    const terms = { full_name: '', role: 'viewer', places: null, disabled: false, revision: 2 };
    const last = { status: 409, body: { error: { code: 'PEOPLE_LAST_ADMIN' } } };
    expect(await admin.ask('PUT', '/api/v1/users/1', terms)).toMatchObject(last);
    expect(await admin.ask('PUT', '/api/v1/users/1', { ...terms, role: 'admin', disabled: true })).toMatchObject(last);
    expect(await admin.ask('DELETE', '/api/v1/users/1')).toMatchObject(last);
    const some = { name: 'bea', role: 'admin', places: [{ site: 'yard', cameras: null }] };
    expect(await admin.ask('POST', '/api/v1/users', some)).toMatchObject({ body: { error: { code: 'PEOPLE_LIMIT' } } });
  });

  it('leave a trace of what they change, and no secret in it', async () => {
    const { server, admin, said } = await startWithAdmin();
    await addUser(server, admin, { name: 'ann', role: 'viewer', places: null });
    const { body } = await admin.ask('GET', '/api/v1/audit?limit=100');
    const { entries } = auditAnswerSchema.parse(body);
    expect(entries.map(({ by, action, subject }) => `${by} ${action} ${subject}`)).toEqual([
      'ann user.password ann',
      'ann user.login ann',
      'admin user.add ann',
      'admin user.password admin',
      'admin user.login admin',
      'first start user.add admin',
    ]);
    for (const secret of [passwordIn(said), adminPassword, passwordOf('ann'), '$argon2']) {
      expect(JSON.stringify(body)).not.toContain(secret);
    }
  });
});

describe('API tokens', () => {
  it('do what their owner may and they were given, are shown once, and end at once', async () => {
    const { server, admin } = await startWithAdmin();
    const ann = await addUser(server, admin, {
      name: 'ann',
      role: 'operator',
      places: [{ site: 'yard', cameras: null }],
    });
    const make = (terms: object) => ann.ask('POST', '/api/v1/me/tokens', { name: 'backup', ...terms });
    const limit = { status: 403, body: { error: { code: 'PEOPLE_LIMIT' } } };
    expect(await make({ role: 'admin' })).toMatchObject(limit);
    expect(await make({ role: 'viewer', places: [{ site: 'harbour', cameras: null }] })).toMatchObject(limit);
    const made = await make({ role: 'viewer', places: [{ site: 'yard', cameras: ['gate'] }] });
    const { token, secret } = newTokenAnswerSchema.parse(made.body);
    expect(secret).toMatch(/^sst_[\w-]{43}$/);
    expect(JSON.stringify((await ann.ask('GET', '/api/v1/me/tokens')).body)).not.toContain(secret);

    const program = callerOf(server, { authorization: `Bearer ${secret}` });
    expect((await program.ask('GET', '/api/v1/me')).body).toMatchObject({
      me: { kind: 'token', name: 'ann/backup', role: 'viewer', places: [{ site: 'yard', cameras: ['gate'] }] },
    });
    expect(
      await program.ask('PUT', '/api/v1/me/password', { password: 'x', new_password: 'y'.repeat(12) }),
    ).toMatchObject(limit);
    expect((await program.ask('POST', '/api/v1/me/tokens', { name: 'more', role: 'operator' })).status).toBe(403);
    const page = await watch(server, program.headers);
    expect((await ann.ask('DELETE', `/api/v1/me/tokens/${token.id}`)).status).toBe(200);
    await waitFor(() => page.closedWith === 4401);
    expect((await program.ask('GET', '/api/v1/me')).status).toBe(401);
    await expect(watch(server, { ...program.headers })).rejects.toThrow();
  });

  it('are not read from an address', async () => {
    const { server, admin } = await startWithAdmin();
    const made = newTokenAnswerSchema.parse(
      (await admin.ask('POST', '/api/v1/me/tokens', { name: 't', role: 'viewer' })).body,
    );
    for (const query of ['token', 'access_token']) {
      expect((await callerOf(server, {}).ask('GET', `/api/v1/cameras?${query}=${made.secret}`)).status).toBe(401);
    }
  });
});
