import {
  reviewActionsAnswerSchema,
  reviewActionsBodySchema,
  reviewSchema,
  reviewSummarySchema,
  reviewsAnswerSchema,
  reviewsQuerySchema,
  type SiteId,
} from '@splitsight/wire';
import { z } from 'zod';
import type { Reviews } from '../review/reviews.ts';
import type { ReviewPlace } from '../store/reviews.ts';
import { alertsAnswerSchema } from './api.ts';
import { alertPathSchema } from './fields.ts';
import type { RouteGroup } from './http.ts';
import { addRoute, errorAnswerSchema } from './route.ts';

const itemSchema = z.object({ alert: alertsAnswerSchema.shape.alerts.element, review: reviewSchema });

/** What people make of alerts. */
export function reviewRoutes(reviews: Reviews): RouteGroup {
  return (app) => {
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: '/api/v1/reviews',
      summary: 'Alerts and what people made of them, newest first',
      query: reviewsQuerySchema,
      answer: reviewsAnswerSchema,
      handle({ query: { limit, before, ...filter }, who }) {
        const { items, next } = reviews.page(filter, before === undefined ? undefined : placeOf(before), limit, who);
        return { items: [...items], next: next && `${next.raisedAt}~${next.id}` };
      },
    });
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: '/api/v1/reviews/summary',
      summary: 'How many alerts of each site nobody has acknowledged',
      answer: reviewSummarySchema,
      handle({ who }) {
        const sites = reviews.summary(who).map((one) => ({ ...one, site: one.site as SiteId }));
        return { open: sites.reduce((sum, { open }) => sum + open, 0), sites };
      },
    });
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: '/api/v1/reviews/:id',
      summary: 'An alert and what people made of it',
      path: alertPathSchema,
      answer: itemSchema,
      others: { 404: errorAnswerSchema },
      handle: ({ path: { id }, who }) => reviews.get(id, who),
    });
    addRoute(app, {
      method: 'POST',
      right: 'operate',
      url: '/api/v1/reviews/actions',
      summary: 'Acknowledges, reopens, assigns, notes or judges alerts, all or none of them',
      body: reviewActionsBodySchema,
      bodyLimit: 512 * 1024,
      answer: reviewActionsAnswerSchema,
      others: { 409: errorAnswerSchema },
      handle({ body: { alerts, action }, who }) {
        const { reviews: done, missing } = reviews.act(alerts, action, who);
        return { reviews: [...done], missing: [...missing] };
      },
    });
  };
}

function placeOf(text: string): ReviewPlace {
  const at = text.indexOf('~');
  return { raisedAt: Number(text.slice(0, at)), id: text.slice(at + 1) };
}
