import { loginBodySchema, type Me, meAnswerSchema } from '@splitsight/wire';
import { z } from 'zod';
import { serverError } from '../errors.ts';
import type { People } from '../people/open-people.ts';
import type { Principal } from '../people/principal.ts';
import { credentialOf, sessionCookie } from './credentials.ts';
import type { Doorkeeper } from './doorkeeper.ts';
import type { RouteGroup } from './http.ts';
import { addRoute, errorAnswerSchema } from './route.ts';

/** Logging in and out, and who one is. */
export function loginRoutes(people: People, doorkeeper: Pick<Doorkeeper, 'clientOf'>): RouteGroup {
  const { access, login, tokens } = people;

  function me(who: Principal): Me {
    const grant = access.grantOf(who);
    if (!grant) return { kind: 'local', name: who.name, full_name: '', role: 'admin', places: null, ends_at: null };
    const { kind, name, role, places, user, endsAt } = grant;
    return { kind, name, full_name: user.fullName, role, places: places && [...places], ends_at: endsAt };
  }

  return (app) => {
    addRoute(app, {
      method: 'POST',
      right: 'none',
      url: '/api/v1/login',
      summary: 'Opens a session; its cookie is for browsers, programs send a token',
      body: loginBodySchema,
      answer: meAnswerSchema,
      others: { 401: errorAnswerSchema, 403: errorAnswerSchema, 429: errorAnswerSchema, 503: errorAnswerSchema },
      async handle({ body: { name, password, new_password: newPassword } }, reply) {
        const client = doorkeeper.clientOf(reply.request.raw);
        const wait = login.wait(name, client.address);
        if (wait > 0) reply.header('retry-after', Math.ceil(wait / 1000));
        const agent = String(reply.request.headers['user-agent'] ?? '').slice(0, 200);
        const secret = await login.open({ name, password, newPassword }, { address: client.address, agent });
        const grant = access.identify({ kind: 'user', secret });
        if (!grant) throw serverError('LOGIN_WRONG', 'try again');
        reply.header('set-cookie', sessionCookie(client, secret, (grant.endsAt - people.now()) / 1000));
        return { me: me(grant) };
      },
    });
    addRoute(app, {
      method: 'POST',
      right: 'none',
      url: '/api/v1/logout',
      summary: 'Ends the session of the cookie',
      answer: z.object({ ended: z.boolean() }),
      handle(_, reply) {
        const client = doorkeeper.clientOf(reply.request.raw);
        const credential = credentialOf(reply.request.headers, client);
        const grant = credential?.kind === 'user' ? access.identify(credential) : null;
        if (grant) tokens.endSession(grant.user.id, grant.id, grant.name);
        reply.header('set-cookie', sessionCookie(client, '', 0));
        return { ended: grant !== null };
      },
    });
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: '/api/v1/me',
      summary: 'Who asks, and what they may do and see',
      answer: meAnswerSchema,
      handle: ({ who }) => ({ me: me(who) }),
    });
  };
}
