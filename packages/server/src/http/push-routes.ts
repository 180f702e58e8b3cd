import { pushAnswerSchema, pushEndpointSchema, pushSubscriptionSchema } from '@splitsight/wire';
import type { Push } from '../notify/push.ts';
import type { RouteGroup } from './http.ts';
import { addRoute } from './route.ts';

/** A user's own browsers, that are told of alerts by web push. */
export function pushRoutes(push: Pick<Push, 'answer' | 'subscribe' | 'unsubscribe'>): RouteGroup {
  return (app) => {
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: '/api/v1/push',
      summary: 'The key for subscriptions, and the browsers of who asks',
      answer: pushAnswerSchema,
      handle: ({ who }) => push.answer(who.name),
    });
    addRoute(app, {
      method: 'POST',
      right: 'view',
      url: '/api/v1/push/subscribe',
      summary: 'Has alerts pushed to a browser: those that its user may see, of the web push channels that are on',
      body: pushSubscriptionSchema,
      answer: pushAnswerSchema,
      handle({ body, who }) {
        push.subscribe(who.name, body);
        return push.answer(who.name);
      },
    });
    addRoute(app, {
      method: 'POST',
      right: 'view',
      url: '/api/v1/push/unsubscribe',
      summary: 'Ends that',
      body: pushEndpointSchema,
      answer: pushAnswerSchema,
      handle({ body, who }) {
        push.unsubscribe(who.name, body.endpoint);
        return push.answer(who.name);
      },
    });
  };
}
