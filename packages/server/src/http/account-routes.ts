import {
  endedAnswerSchema,
  newTokenAnswerSchema,
  newTokenBodySchema,
  passwordBodySchema,
  type SessionView,
  sessionsAnswerSchema,
  type TokenView,
  tokensAnswerSchema,
} from '@splitsight/wire';
import { z } from 'zod';
import { serverError } from '../errors.ts';
import type { Grant } from '../people/access.ts';
import type { People } from '../people/open-people.ts';
import type { Principal } from '../people/principal.ts';
import type { SessionRow, TokenRow } from '../store/people.ts';
import type { Doorkeeper } from './doorkeeper.ts';
import { wholeSchema } from './fields.ts';
import type { RouteGroup } from './http.ts';
import { addRoute, errorAnswerSchema } from './route.ts';

const idPath = z.strictObject({ id: wholeSchema });
const missing = { 404: errorAnswerSchema };

/** What everybody does with their own account: password, sessions, tokens. */
export function accountRoutes(people: People, doorkeeper: Pick<Doorkeeper, 'clientOf'>): RouteGroup {
  const { access, login, tables, tokens } = people;

  /** @throws CodedError PEOPLE_UNKNOWN for whoever needed no login */
  function ownerOf(who: Principal): Grant {
    const grant = access.grantOf(who);
    if (!grant) throw serverError('PEOPLE_UNKNOWN', `${who.name} has no account`);
    return grant;
  }

  /** What a token alone may not do: whoever finds one must not become its owner. */
  function inPerson(who: Principal): Grant {
    const grant = ownerOf(who);
    if (grant.kind === 'token') throw serverError('PEOPLE_LIMIT', 'not with a token');
    return grant;
  }

  return (app) => {
    addRoute(app, {
      method: 'PUT',
      right: 'view',
      url: '/api/v1/me/password',
      summary: 'Changes one’s password and ends all other sessions',
      body: passwordBodySchema,
      answer: z.object({ changed: z.literal(true) }),
      others: { 429: errorAnswerSchema, 503: errorAnswerSchema },
      async handle({ body: { password, new_password: newPassword }, who }, reply) {
        const { user, id } = inPerson(who);
        const { address } = doorkeeper.clientOf(reply.request.raw);
        await login.change(user, { name: user.name, password, newPassword }, address, id);
        return { changed: true as const };
      },
    });
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: '/api/v1/me/sessions',
      summary: 'Where one is logged in',
      answer: sessionsAnswerSchema,
      handle({ who }) {
        const { kind, user, id } = ownerOf(who);
        const current = kind === 'user' ? id : undefined;
        return { sessions: tables.sessions(user.id).map((row) => sessionView(row, current, people.sessions.longest)) };
      },
    });
    addRoute(app, {
      method: 'DELETE',
      right: 'view',
      url: '/api/v1/me/sessions',
      summary: 'Logs out everywhere else',
      answer: endedAnswerSchema,
      handle({ who }) {
        const { kind, user, id, name } = ownerOf(who);
        return { ended: tokens.endSessions(user.id, name, kind === 'user' ? id : undefined) };
      },
    });
    addRoute(app, {
      method: 'DELETE',
      right: 'view',
      url: '/api/v1/me/sessions/:id',
      summary: 'Ends one session of one’s own',
      path: idPath,
      answer: endedAnswerSchema,
      others: missing,
      handle({ path, who }) {
        const { user, name } = ownerOf(who);
        tokens.endSession(user.id, path.id, name);
        return { ended: 1 };
      },
    });
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: '/api/v1/me/tokens',
      summary: 'One’s API tokens',
      answer: tokensAnswerSchema,
      handle: ({ who }) => ({ tokens: tables.tokens(ownerOf(who).user.id).map(tokenView) }),
    });
    addRoute(app, {
      method: 'POST',
      right: 'view',
      url: '/api/v1/me/tokens',
      summary: 'Makes an API token; the answer alone has it',
      body: newTokenBodySchema,
      answer: newTokenAnswerSchema,
      status: 201,
      others: { 409: errorAnswerSchema },
      handle({ body, who }) {
        const { token, secret } = tokens.add(ownerOf(who), body);
        return { token: tokenView(token), secret };
      },
    });
    addRoute(app, {
      method: 'DELETE',
      right: 'view',
      url: '/api/v1/me/tokens/:id',
      summary: 'Revokes a token of one’s own; it ends at once',
      path: idPath,
      answer: endedAnswerSchema,
      others: missing,
      handle({ path, who }) {
        const { user, name } = ownerOf(who);
        tokens.remove(user.id, path.id, name);
        return { ended: 1 };
      },
    });
  };
}

function sessionView(row: SessionRow, current: number | undefined, longest: number): SessionView {
  const { id, createdAt, usedAt, address, agent } = row;
  return {
    ...{ id, created_at: createdAt, used_at: usedAt, ends_at: createdAt + longest, address, agent },
    current: id === current,
  };
}

export function tokenView({ id, name, role, places, createdAt, expiresAt, usedAt }: TokenRow): TokenView {
  return {
    ...{ id, name, role, places: places && [...places] },
    ...{ created_at: createdAt, expires_at: expiresAt, used_at: usedAt },
  };
}
