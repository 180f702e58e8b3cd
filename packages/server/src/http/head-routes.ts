import { type HeadName, parseHeadName } from '@splitsight/wire';
import { serverError } from '../errors.ts';
import type { HeadRegistry } from '../registry/registry.ts';
import { versionViews } from '../registry/version-view.ts';
import {
  headEventsAnswerSchema,
  headEventsQuerySchema,
  headForgetSchema,
  headImportAnswerSchema,
  headImportSchema,
  headMoveSchema,
  headPathSchema,
  headRetireSchema,
  headVersionAnswerSchema,
  headVersionPathSchema,
  headVersionsAnswerSchema,
  headVersionsQuerySchema,
  maxImportBytes,
} from './head-api.ts';
import type { RouteGroup } from './http.ts';
import { addRoute, errorAnswerSchema } from './route.ts';

const missing = { 404: errorAnswerSchema };
const refused = { ...missing, 409: errorAnswerSchema };
/** Base64 takes a third more, and the rest of the body some. */
const importBodyBytes = Math.ceil((maxImportBytes * 4) / 3) + 65_536;

/** The versions of heads: which there are, and what an operator does with them. */
export function headRoutes(registry: HeadRegistry): RouteGroup {
  function viewOf(head: HeadName, version: string) {
    const view = versionViews(registry.record(head)).find((one) => one.version === version);
    if (!view) throw serverError('REGISTRY_UNKNOWN', `${head} ${version}`);
    return view;
  }

  return (app) => {
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: '/api/v1/head-versions',
      summary: 'The versions of heads',
      query: headVersionsQuerySchema,
      answer: headVersionsAnswerSchema,
      handle: ({ query: { head } }) => ({
        versions: (head ? [registry.record(head)] : registry.records()).flatMap(versionViews),
      }),
    });
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: '/api/v1/head-versions/:head/:version',
      summary: 'A version of a head',
      path: headVersionPathSchema,
      answer: headVersionAnswerSchema,
      others: missing,
      handle: ({ path: { head, version } }) => ({ version: viewOf(head, version) }),
    });
    for (const move of ['shadow', 'promote'] as const) {
      addRoute(app, {
        method: 'POST',
        right: 'operate',
        url: `/api/v1/head-versions/:head/:version/${move}`,
        summary:
          move === 'promote' ? 'Makes a version live; the former one is retired' : 'Lets a version score silently',
        path: headVersionPathSchema,
        body: headMoveSchema,
        answer: headVersionAnswerSchema,
        others: refused,
        async handle({ path: { head, version }, body: { expect_live: expectLive, ...body } }) {
          await registry[move](head, version, { ...body, expectLive });
          return { version: viewOf(head, version) };
        },
      });
    }
    addRoute(app, {
      method: 'POST',
      right: 'operate',
      url: '/api/v1/head-versions/:head/:version/retire',
      summary: 'Takes a version out of the shadow and of what is live',
      path: headVersionPathSchema,
      body: headRetireSchema,
      answer: headVersionAnswerSchema,
      others: refused,
      async handle({ path: { head, version }, body: { expect_live: expectLive, ...body } }) {
        await registry.retire(head, version, { ...body, expectLive });
        return { version: viewOf(head, version) };
      },
    });
    addRoute(app, {
      method: 'POST',
      right: 'operate',
      url: '/api/v1/head-versions/:head/:version/forget',
      summary: 'Deletes a version that was never live',
      path: headVersionPathSchema,
      body: headForgetSchema,
      answer: headVersionsAnswerSchema,
      others: refused,
      async handle({ path: { head, version }, body }) {
        await registry.forget(head, version, body);
        return { versions: versionViews(registry.record(head)) };
      },
    });
    addRoute(app, {
      method: 'POST',
      right: 'operate',
      url: '/api/v1/head-versions',
      isLarge: true,
      summary: 'Makes a draft of the files of a head',
      body: headImportSchema,
      bodyLimit: importBodyBytes,
      answer: headImportAnswerSchema,
      status: 201,
      others: refused,
      async handle({ body: { files, ...given } }) {
        const decoded = decodeFiles(files);
        const { head, version, isNew } = await registry.registerFiles(decoded, { ...given, source: 'import' });
        return { version: viewOf(parseHeadName(head), version), is_new: isNew };
      },
    });
    addRoute(app, {
      method: 'POST',
      right: 'operate',
      url: '/api/v1/heads/:head/rollback',
      summary: 'Makes the version live that was live before',
      path: headPathSchema,
      body: headMoveSchema,
      answer: headVersionsAnswerSchema,
      others: refused,
      async handle({ path: { head }, body: { expect_live: expectLive, ...body } }) {
        await registry.rollBack(head, { ...body, expectLive });
        return { versions: versionViews(registry.record(head)) };
      },
    });
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: '/api/v1/heads/:head/events',
      summary: 'What happened to the versions of a head, and who did it',
      path: headPathSchema,
      query: headEventsQuerySchema,
      answer: headEventsAnswerSchema,
      handle: ({ path: { head }, query: { limit, before } }) => ({
        events: registry.events(head, limit, before).map((event) => ({ ...event })),
      }),
    });
  };
}

/** @throws CodedError REGISTRY_FILES */
function decodeFiles(files: Readonly<Record<string, string>>): ReadonlyMap<string, Uint8Array> {
  const decoded = new Map(
    Object.entries(files).map(([name, text]) => [name, new Uint8Array(Buffer.from(text, 'base64'))]),
  );
  const bytes = [...decoded.values()].reduce((sum, { length }) => sum + length, 0);
  if (bytes > maxImportBytes)
    throw serverError('REGISTRY_FILES', `${bytes} bytes, at most ${maxImportBytes} are taken`);
  return decoded;
}
