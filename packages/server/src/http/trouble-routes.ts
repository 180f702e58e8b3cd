import { type Trouble, troublesAnswerSchema } from '@splitsight/wire';
import { isTroubleSeen } from '../trouble/seen.ts';
import type { RouteGroup } from './http.ts';
import { addRoute } from './route.ts';

const maxListed = 500;

/** What is wrong with cameras, edge machines and the server: each of it for those who may see that. */
export function troubleRoutes(list: () => readonly Trouble[]): RouteGroup {
  return (app) =>
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: '/api/v1/troubles',
      summary: 'What has been wrong with cameras, edge machines and the server for a while',
      answer: troublesAnswerSchema,
      handle({ who }) {
        const seen = list().filter((trouble) => isTroubleSeen(who, trouble));
        return { troubles: seen.slice(0, maxListed), total: seen.length };
      },
    });
}
