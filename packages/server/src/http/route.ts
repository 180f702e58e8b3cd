import type { FastifyInstance, FastifyReply, FastifySchema } from 'fastify';
import { z } from 'zod';
import { serverError } from '../errors.ts';
import type { Principal, Right } from '../people/principal.ts';

/** A route of the API: what it takes, what it answers, and what it does. */
export interface Route<
  Path extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** What whoever asks must be allowed; `none` is open to everybody, and answered on behalf of nobody. */
  readonly right: Right | 'none';
  /** From the root, with `:name` for a parameter of the path. */
  readonly url: string;
  readonly summary: string;
  /** The parameters of the path. */
  readonly path?: Path;
  readonly query?: Query;
  readonly body?: Body;
  /** Takes files as multipart/form-data, which it reads by itself. */
  readonly isUpload?: true;
  /** What it writes is large: refused while the disk of the database is full. */
  readonly isLarge?: true;
  /** Larger bodies are refused; 64 KiB unless told. */
  readonly bodyLimit?: number;
  readonly answer: Answer;
  /** Of an answer that is no failure; 200 unless told. */
  readonly status?: number;
  /** Other answers that are no error, by status. */
  readonly others?: Readonly<Record<number, z.ZodType>>;
  readonly handle: (
    given: {
      readonly path: z.output<Path>;
      readonly query: z.output<Query>;
      readonly body: z.output<Body>;
      readonly who: Principal;
    },
    reply: FastifyReply,
  ) => z.input<Answer> | Promise<z.input<Answer>> | FastifyReply;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; null while nobody has logged in. */
    who: Principal | null;
  }
  interface FastifyContextConfig {
    /** See {@link Route.isLarge}. */
    isLarge?: boolean;
  }
}

const nothing = z.undefined();
const defaultBodyLimit = 65_536;

/** What every refusal looks like. */
export const errorAnswerSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/**
 * Adds a route: its schemas parse what comes in and stand in the OpenAPI description.
 *
 * Requests that do not parse are answered with HTTP_PATH, HTTP_QUERY or HTTP_BODY, which name what is wrong; those that
 * nobody with the right makes, with HTTP_LOGIN or HTTP_RIGHT. Where a body says `by` whom it is, a login decides that.
 */
export function addRoute<
  Path extends z.ZodType = typeof nothing,
  Query extends z.ZodType = typeof nothing,
  Body extends z.ZodType = typeof nothing,
  Answer extends z.ZodType = z.ZodType,
>(app: FastifyInstance, route: Route<Path, Query, Body, Answer>): void {
  const { method, right, url, path, query, body, bodyLimit = defaultBodyLimit, status = 200, handle } = route;
  app.route({
    method,
    url,
    bodyLimit,
    config: {
      isLarge: route.isLarge ?? false,
      // Made when somebody asks for the description: at each start, all of them would take a third of a second.
      swaggerTransform: ({ url }) => ({ schema: describeRoute(route), url }),
    },
    async handler(request, reply) {
      const who = right === 'none' ? nobody : requireRight(request.who, right);
      reply.code(status);
      return handle(
        {
          path: parse('HTTP_PATH', path, request.params),
          query: parse('HTTP_QUERY', query, request.query),
          body: parse('HTTP_BODY', body, signed(request.body, body, who)),
          who,
        },
        reply,
      );
    },
  });
}

/** On whose behalf open routes answer. */
const nobody: Principal = { kind: 'local', name: '', may: () => false, sees: () => false, seesAll: false };

/** @throws CodedError HTTP_LOGIN or HTTP_RIGHT */
function requireRight(who: Principal | null, right: Right): Principal {
  if (!who) throw serverError('HTTP_LOGIN', 'nobody has logged in');
  if (!who.may(right)) throw serverError('HTTP_RIGHT', `${who.name} may not ${right}`);
  return who;
}

/** A body that says by whom it is, with the name of who logged in. */
function signed(given: unknown, schema: z.ZodType | undefined, who: Principal): unknown {
  const isSigned = schema instanceof z.ZodObject && 'by' in schema.shape;
  if (!isSigned || typeof given !== 'object' || given === null) return given;
  return who.kind === 'local' ? { by: who.name, ...given } : { ...given, by: who.name };
}

function describeRoute(route: Route): FastifySchema {
  const { right, summary, path, query, body, isUpload, isLarge, answer, status = 200, others = {} } = route;
  const refusal = {
    ...(path || query || body ? { 400: errorAnswerSchema } : {}),
    ...(right === 'none' ? {} : { 401: errorAnswerSchema, 403: errorAnswerSchema }),
    ...(isLarge && { 507: errorAnswerSchema }),
  };
  const response = Object.entries({ [status]: answer, ...refusal, ...others });
  return {
    summary,
    ...(right === 'none'
      ? {}
      : { security: [{ token: [] }, { session: [] }], description: `Needs the right: ${right}.` }),
    response: Object.fromEntries(response.map(([code, schema]) => [code, jsonSchema(schema)])),
    ...(path && { params: jsonSchema(path) }),
    ...(query && { querystring: jsonSchema(query) }),
    ...(body && { body: jsonSchema(body) }),
    ...(isUpload && { consumes: ['multipart/form-data'], body: files }),
  };
}

/** Files of a form, as OpenAPI describes them. */
const files = {
  type: 'object',
  properties: { files: { type: 'array', items: { type: 'string', format: 'binary' } } },
} as const;

function parse<Schema extends z.ZodType>(
  code: 'HTTP_PATH' | 'HTTP_QUERY' | 'HTTP_BODY',
  schema: Schema | undefined,
  given: unknown,
): z.output<Schema> {
  const result = (schema ?? nothing).safeParse(schema ? given : undefined);
  if (result.success) return result.data as z.output<Schema>;
  const problems = result.error.issues.map(({ path, message }) => `${path.map(String).join('.') || 'all'}: ${message}`);
  throw serverError(code, problems.join('; '));
}

/** The JSON Schema (2020-12, as OpenAPI 3.1 has it) of what is accepted or sent. */
function jsonSchema(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return rest;
}
