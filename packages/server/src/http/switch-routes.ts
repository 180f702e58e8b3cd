import { cameraAnswerSchema, cameraPathSchema, enabledBodySchema } from '@splitsight/wire';
import { serverError } from '../errors.ts';
import { cameraRef } from '../flow.ts';
import type { Switches } from '../switches/switches.ts';
import type { RouteGroup } from './http.ts';
import { addRoute, errorAnswerSchema } from './route.ts';

/** Cameras switched off and on. */
export function switchRoutes(switches: Pick<Switches, 'set'>): RouteGroup {
  return (app) => {
    addRoute(app, {
      method: 'PUT',
      right: 'operate',
      url: '/api/v1/sites/:site/cameras/:camera/enabled',
      summary: 'Switches a camera off, or on again: while it is off its agent pulls no video from it',
      path: cameraPathSchema,
      body: enabledBodySchema,
      answer: cameraAnswerSchema,
      others: { 404: errorAnswerSchema },
      handle({ who, path: { site, camera }, body: { enabled } }) {
        const from = cameraRef(site, camera);
        if (!who.sees(site, camera)) throw serverError('CAMERA_UNKNOWN', from.key);
        return { camera: switches.set(from, enabled, who.name) };
      },
    });
  };
}
