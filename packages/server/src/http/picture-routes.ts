import {
  type Alert,
  alertPicturesSchema,
  cameraPathSchema,
  latestPicturesSchema,
  type PictureReason,
  type PictureView,
  pictureAlertPathSchema,
  pictureAnswerSchema,
  sitePathSchema,
  sitePoliciesSchema,
  sitePolicyBodySchema,
  sitePolicySchema,
} from '@splitsight/wire';
import { z } from 'zod';
import { serverError } from '../errors.ts';
import type { Audit } from '../people/audit.ts';
import type { Principal } from '../people/principal.ts';
import type { PictureCollector } from '../pictures/collector.ts';
import type { PictureLibrary } from '../pictures/library.ts';
import type { PicturePolicies } from '../pictures/policies.ts';
import type { RouteGroup } from './http.ts';
import { addRoute, errorAnswerSchema } from './route.ts';

export interface PictureRouteParts {
  readonly library: PictureLibrary;
  readonly policies: Pick<PicturePolicies, 'sites' | 'set'>;
  readonly collector: Pick<PictureCollector, 'again' | 'snapshot'>;
  readonly audit: Pick<Audit, 'add'>;
  readonly findAlert: (id: string) => Alert | undefined;
}

const idPath = z.strictObject({ id: z.string().regex(/^[0-9a-f]{16}$/) });
const limitQuery = z.strictObject({ limit: z.coerce.number().pipe(z.int().min(1).max(100)).default(20) });
const missing = { 404: errorAnswerSchema };
const refusals = { ...missing, 409: errorAnswerSchema, 429: errorAnswerSchema, 504: errorAnswerSchema };

/** A picture never changes, and is kept by the browser alone; whoever opens it by its address gets a picture and nothing that runs. */
const pictureHeaders = {
  'cache-control': 'private, max-age=86400, immutable',
  'content-security-policy': "default-src 'none'; sandbox",
} as const;

const codes = {
  policy: 'PICTURE_POLICY',
  offline: 'PICTURE_OFFLINE',
  unsupported: 'PICTURE_UNSUPPORTED',
  gone: 'PICTURE_GONE',
  too_many: 'PICTURE_TOO_MANY',
  failed: 'PICTURE_FAILED',
  timeout: 'PICTURE_TIMEOUT',
  invalid: 'PICTURE_INVALID',
  busy: 'PICTURE_TOO_MANY',
  full: 'PICTURE_FULL',
  stopped: 'PICTURE_FAILED',
  expired: 'PICTURE_GONE',
} as const satisfies Readonly<Record<PictureReason, string>>;

/** Pictures of alerts and cameras, and who gives them. */
export function pictureRoutes(parts: PictureRouteParts): RouteGroup {
  const { library, policies, collector, audit } = parts;

  function alertSeenBy(who: Principal, id: string): Alert {
    const alert = parts.findAlert(id);
    if (!alert || !who.sees(alert.site, alert.camera)) throw serverError('ALERT_UNKNOWN', id);
    return alert;
  }

  /** @throws CodedError for a picture that did not come */
  function requireHere(picture: PictureView): { picture: PictureView } {
    const { reason, site, camera } = picture;
    if (reason !== null) throw serverError(codes[reason], `${site}/${camera}`);
    return { picture };
  }

  return (app) => {
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: '/api/v1/alerts/:id/pictures',
      summary: 'The pictures of an alert, or why there are none, and which policy applies',
      path: pictureAlertPathSchema,
      answer: alertPicturesSchema,
      others: missing,
      handle: ({ path: { id }, who }) => library.ofAlert(alertSeenBy(who, id)),
    });
    addRoute(app, {
      method: 'POST',
      right: 'operate',
      url: '/api/v1/alerts/:id/pictures',
      summary: 'Asks again for the pictures of an alert that are not here',
      path: pictureAlertPathSchema,
      answer: pictureAnswerSchema,
      others: refusals,
      async handle({ path: { id }, who }) {
        const alert = alertSeenBy(who, id);
        audit.add({ by: who.name, action: 'picture.request', subject: id, site: alert.site });
        return requireHere(await collector.again(alert, who.name));
      },
    });
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: '/api/v1/pictures',
      summary: 'The newest picture of each camera',
      answer: latestPicturesSchema,
      handle: ({ who }) => ({ pictures: library.latest().filter(({ site, camera }) => who.sees(site, camera)) }),
    });
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: '/api/v1/pictures/:id',
      summary: 'A picture: a JPEG file',
      path: idPath,
      answer: z.string().describe('the bytes of the file'),
      others: missing,
      async handle({ path: { id }, who }, reply) {
        const view = library.get(id);
        const file = view && who.sees(view.site, view.camera) ? await library.file(id) : undefined;
        if (!file) throw serverError('PICTURE_UNKNOWN', id);
        return reply.headers(pictureHeaders).type('image/jpeg').send(file);
      },
    });
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: '/api/v1/cameras/:site/:camera/pictures',
      summary: 'The newest pictures of a camera, and which policy applies',
      path: cameraPathSchema,
      query: limitQuery,
      answer: alertPicturesSchema,
      others: missing,
      handle({ path: { site, camera }, query: { limit }, who }) {
        if (!who.sees(site, camera)) throw serverError('PICTURE_CAMERA', `${site}/${camera}`);
        return library.ofCamera(site, camera, limit);
      },
    });
    addRoute(app, {
      method: 'POST',
      right: 'operate',
      url: '/api/v1/cameras/:site/:camera/snapshot',
      summary: 'Asks for a picture of a camera now, where the policy of the site allows it',
      path: cameraPathSchema,
      answer: pictureAnswerSchema,
      status: 201,
      others: refusals,
      async handle({ path: { site, camera }, who }) {
        if (!who.sees(site, camera) || !library.knows(site, camera)) {
          throw serverError('PICTURE_CAMERA', `${site}/${camera}`);
        }
        audit.add({ by: who.name, action: 'picture.request', subject: `${site}/${camera}`, site });
        return requireHere(await collector.snapshot({ site, camera }, who.name));
      },
    });
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: '/api/v1/picture-policies',
      summary: 'Which pictures each site gives',
      answer: sitePoliciesSchema,
      handle: ({ who }) => ({ sites: [...policies.sites(who)] }),
    });
    addRoute(app, {
      method: 'PUT',
      right: 'administer',
      url: '/api/v1/picture-policies/:site',
      summary: 'Sets which pictures are wanted of a site; its own configuration may allow less',
      path: sitePathSchema,
      body: sitePolicyBodySchema,
      answer: sitePolicySchema,
      others: { ...missing, 409: errorAnswerSchema },
      handle: ({ path: { site }, body: { policy, revision }, who }) => policies.set(site, policy, revision, who),
    });
  };
}
