import {
  changeUserBodySchema,
  endedAnswerSchema,
  newUserBodySchema,
  oneTimePasswordAnswerSchema,
  tokensAnswerSchema,
  type UserView,
  userAnswerSchema,
  usersAnswerSchema,
} from '@splitsight/wire';
import { z } from 'zod';
import type { People } from '../people/open-people.ts';
import type { UserRow } from '../store/people.ts';
import { tokenView } from './account-routes.ts';
import { wholeSchema } from './fields.ts';
import type { RouteGroup } from './http.ts';
import { addRoute, errorAnswerSchema } from './route.ts';

const root = '/api/v1/users';
const userPath = z.strictObject({ id: wholeSchema });
const tokenPath = z.strictObject({ id: wholeSchema, token: wholeSchema });
const missing = { 404: errorAnswerSchema };
const conflict = { ...missing, 409: errorAnswerSchema };

/** What administrators do with the accounts of others. */
export function userRoutes({ tables, users, tokens }: People): RouteGroup {
  const view = (user: UserRow): UserView => ({
    ...{ id: user.id, name: user.name, full_name: user.fullName, role: user.role },
    ...{ places: user.places && [...user.places], disabled: user.disabled, must_change_password: user.mustChange },
    ...{ created_at: user.createdAt, changed_at: user.changedAt, changed_by: user.changedBy },
    ...{ last_login_at: user.lastLoginAt, revision: user.revision },
    sessions: tables.sessions(user.id).length,
    tokens: tables.tokens(user.id).length,
  });

  return (app) => {
    addRoute(app, {
      method: 'GET',
      right: 'administer',
      url: root,
      summary: 'Who may log in',
      answer: usersAnswerSchema,
      handle: () => ({ users: users.list().map(view) }),
    });
    addRoute(app, {
      method: 'POST',
      right: 'administer',
      url: root,
      summary: 'Adds a user; the answer alone has the password for the first login',
      body: newUserBodySchema,
      answer: oneTimePasswordAnswerSchema,
      status: 201,
      others: { 409: errorAnswerSchema, 503: errorAnswerSchema },
      async handle({ body: { name, ...terms }, who }) {
        const { user, password } = await users.add(name, terms, who.name);
        return { user: view(user), one_time_password: password };
      },
    });
    addRoute(app, {
      method: 'GET',
      right: 'administer',
      url: `${root}/:id`,
      summary: 'One user',
      path: userPath,
      answer: userAnswerSchema,
      others: missing,
      handle: ({ path }) => ({ user: view(users.get(path.id)) }),
    });
    addRoute(app, {
      method: 'PUT',
      right: 'administer',
      url: `${root}/:id`,
      summary: 'Changes what a user may do and see; it holds at once, and what is open is cut',
      path: userPath,
      body: changeUserBodySchema,
      answer: userAnswerSchema,
      others: conflict,
      handle: ({ path, body, who }) => ({ user: view(users.change(path.id, body, who.name)) }),
    });
    addRoute(app, {
      method: 'DELETE',
      right: 'administer',
      url: `${root}/:id`,
      summary: 'Removes a user with sessions and tokens',
      path: userPath,
      answer: endedAnswerSchema,
      others: conflict,
      handle({ path, who }) {
        users.remove(path.id, who.name);
        return { ended: 1 };
      },
    });
    addRoute(app, {
      method: 'POST',
      right: 'administer',
      url: `${root}/:id/password`,
      summary: 'Gives a password for one login and ends the user’s sessions; the answer alone has it',
      path: userPath,
      answer: oneTimePasswordAnswerSchema,
      others: { ...missing, 503: errorAnswerSchema },
      async handle({ path, who }) {
        const { user, password } = await users.resetPassword(path.id, who.name);
        return { user: view(user), one_time_password: password };
      },
    });
    addRoute(app, {
      method: 'DELETE',
      right: 'administer',
      url: `${root}/:id/sessions`,
      summary: 'Logs a user out everywhere',
      path: userPath,
      answer: endedAnswerSchema,
      others: missing,
      handle: ({ path, who }) => ({ ended: tokens.endSessions(users.get(path.id).id, who.name) }),
    });
    addRoute(app, {
      method: 'GET',
      right: 'administer',
      url: `${root}/:id/tokens`,
      summary: 'A user’s API tokens',
      path: userPath,
      answer: tokensAnswerSchema,
      others: missing,
      handle: ({ path }) => ({ tokens: tables.tokens(users.get(path.id).id).map(tokenView) }),
    });
    addRoute(app, {
      method: 'DELETE',
      right: 'administer',
      url: `${root}/:id/tokens/:token`,
      summary: 'Revokes a token of a user; it ends at once',
      path: tokenPath,
      answer: endedAnswerSchema,
      others: missing,
      handle({ path, who }) {
        tokens.remove(path.id, path.token, who.name);
        return { ended: 1 };
      },
    });
  };
}
