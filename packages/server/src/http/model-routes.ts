import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { modelFilePathSchema, modelsAnswerSchema, parseSiteId, type SiteId } from '@splitsight/wire';
import { z } from 'zod';
import { serverError } from '../errors.ts';
import type { ModelShelf } from '../models/shelf.ts';
import { everySite } from '../registry/state.ts';
import { answerError } from './answer-error.ts';
import type { RouteGroup } from './http.ts';
import { addRoute, errorAnswerSchema } from './route.ts';

export interface ModelRoutesParts {
  readonly shelf: ModelShelf;
  readonly topicPrefix: string;
  readonly cameras: () => readonly { readonly site: SiteId }[];
}

/** A file is named by its content, so it never changes; it is kept by the browser alone, for others have other rights. */
const kept = 'private, max-age=31536000, immutable';

/** The models that a browser runs itself. */
export function modelRoutes({ shelf, topicPrefix, cameras }: ModelRoutesParts): RouteGroup {
  return (app) => {
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: '/api/v1/models',
      summary: 'The backbones, and the live heads that read their vectors',
      answer: modelsAnswerSchema,
      handle: ({ who }) => ({
        backbones: [...shelf.backbones()],
        heads: shelf
          .heads()
          .filter(({ sites }) => sites.some((site) => site === everySite || who.sees(parseSiteId(site)))),
        sites: [...new Set(cameras().map(({ site }) => site))].filter((site) => who.sees(site)),
        topic_prefix: topicPrefix,
      }),
    });
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: '/api/v1/models/files/:sha256',
      summary: 'A model file, by the sha256 of its content',
      path: modelFilePathSchema,
      answer: z.string().describe('the bytes of the ONNX file'),
      others: { 404: errorAnswerSchema },
      async handle({ path: { sha256 } }, reply) {
        const file = shelf.find(sha256);
        const found = file && (await stat(file.path).catch(() => undefined));
        if (!file || found?.size !== file.bytes) {
          return answerError(reply, 404, serverError('HTTP_NOT_FOUND', `the model file ${sha256}`));
        }
        reply.headers({
          'content-type': 'application/octet-stream',
          'content-length': file.bytes,
          'cache-control': kept,
          etag: `"${sha256}"`,
        });
        return reply.send(createReadStream(file.path, { end: file.bytes - 1 }));
      },
    });
  };
}
