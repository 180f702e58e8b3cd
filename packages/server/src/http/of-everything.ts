import { serverError } from '../errors.ts';
import type { RouteGroup } from './http.ts';

/**
 * Keeps routes for those who see everything: teaching heads, their versions, jobs, accounts and what is kept concern all
 * cameras, and what comes out would tell of those that somebody may not see.
 *
 * Others are answered with HTTP_RIGHT.
 */
export function ofEverything(group: RouteGroup): RouteGroup {
  return (app) => {
    app.register((scope, _options, done) => {
      scope.addHook('preHandler', ({ who }, _reply, next) => {
        if (who && !who.seesAll) throw serverError('HTTP_RIGHT', `${who.name} does not see everything`);
        next();
      });
      group(scope);
      done();
    });
  };
}
