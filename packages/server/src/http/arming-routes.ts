import {
  armBodySchema,
  armingAnswerSchema,
  armingsAnswerSchema,
  profilesBodySchema,
  type SiteId,
  sitePathSchema,
} from '@splitsight/wire';
import { serverError } from '../errors.ts';
import type { Principal } from '../people/principal.ts';
import type { ArmingBook } from '../rules/arming.ts';
import type { RouteGroup } from './http.ts';
import { addRoute, errorAnswerSchema } from './route.ts';

const refused = { 404: errorAnswerSchema, 409: errorAnswerSchema };

/** How sites are armed. */
export function armingRoutes(armings: ArmingBook): RouteGroup {
  /** @throws CodedError ARMING_SITE */
  function requireSeen(who: Principal, site: SiteId): void {
    if (!who.sees(site)) throw serverError('ARMING_SITE', site);
  }

  return (app) => {
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: '/api/v1/arming',
      summary: 'How each site is armed',
      answer: armingsAnswerSchema,
      handle: ({ who }) => ({ sites: armings.all().filter(({ site }) => who.sees(site)) }),
    });
    addRoute(app, {
      method: 'PUT',
      right: 'operate',
      url: '/api/v1/arming/:site',
      summary: 'Puts a site into an arming profile, until somebody sets another',
      path: sitePathSchema,
      body: armBodySchema,
      answer: armingAnswerSchema,
      others: refused,
      handle({ who, path: { site }, body: { profile } }) {
        requireSeen(who, site);
        return { arming: armings.set(site, profile, who.name) };
      },
    });
    addRoute(app, {
      method: 'PUT',
      right: 'operate',
      url: '/api/v1/arming/:site/profiles',
      summary: 'Says which arming profiles a site has besides the common ones',
      path: sitePathSchema,
      body: profilesBodySchema,
      answer: armingAnswerSchema,
      others: refused,
      handle({ who, path: { site }, body: { custom } }) {
        requireSeen(who, site);
        return { arming: armings.setProfiles(site, custom, who.name) };
      },
    });
  };
}
