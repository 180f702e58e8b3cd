import { type StorageAnswer, storageAnswerSchema } from '@splitsight/wire';
import type { RouteGroup } from './http.ts';
import { addRoute } from './route.ts';

/** What is kept, and the room for it. */
export function storageRoutes(view: () => StorageAnswer): RouteGroup {
  return (app) =>
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: '/api/v1/storage',
      summary: 'How large what is kept is, where that leads to, and the room on the disk',
      answer: storageAnswerSchema,
      handle: () => view(),
    });
}
