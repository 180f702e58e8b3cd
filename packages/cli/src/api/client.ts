import { CodedError, messageOf } from '@splitsight/kernel';
import { z } from 'zod';
import { apiError } from './errors.ts';

/** Asks a server's HTTP API. Every call rejects with API_UNREACHABLE, API_ANSWER, or the code that the server gave. */
export interface ApiClient {
  get<Answer extends z.ZodType>(path: string, answer: Answer, query?: ApiQuery): Promise<z.output<Answer>>;
  post<Answer extends z.ZodType>(path: string, answer: Answer, body: object): Promise<z.output<Answer>>;
  /** Sends files. */
  postForm<Answer extends z.ZodType>(
    path: string,
    answer: Answer,
    query: ApiQuery,
    form: FormData,
  ): Promise<z.output<Answer>>;
  put<Answer extends z.ZodType>(path: string, answer: Answer, body: object): Promise<z.output<Answer>>;
  delete<Answer extends z.ZodType>(path: string, answer: Answer, query?: ApiQuery): Promise<z.output<Answer>>;
  /** Opens a session. @returns its cookie */
  logIn(body: { readonly name: string; readonly password: string }): Promise<string>;
  /** The body of an answer as it comes, for what is no JSON or too large to hold. */
  open(path: string, query?: ApiQuery): Promise<ReadableStream<Uint8Array>>;
}

/** The parameters of a query; what is undefined is left out. */
export type ApiQuery = Readonly<Record<string, string | number | boolean | undefined>>;

export interface ApiOptions {
  /** Where the server's HTTP API is: `http://host:port`. */
  readonly server: string;
  /** An API token, where the server asks for a login. */
  readonly token?: string | undefined;
  /** A session's cookie in place of a token. */
  readonly cookie?: string | undefined;
  readonly signal: AbortSignal;
}

const refusalSchema = z.object({ error: z.object({ code: z.string().max(100), message: z.string().max(10_000) }) });

/** Makes a client of the server at an address; paths begin with `/api/v1/`. */
export function createApiClient({ server, token, cookie, signal }: ApiOptions): ApiClient {
  const shown = { ...(token && { authorization: `Bearer ${token}` }), ...(cookie && { cookie, 'x-splitsight': '1' }) };
  async function ask(method: string, path: string, query: ApiQuery = {}, body?: object): Promise<Response> {
    const url = new URL(path, server);
    for (const [key, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(key, String(value));
    }
    const response = await reach(url, { method, signal, ...(body && sentAs(body)) });
    if (!response.ok) throw refusalOf(response.status, await textOf(response, url));
    return response;
  }

  async function reach(url: URL, init: RequestInit): Promise<Response> {
    try {
      return await fetch(url, { ...init, headers: { ...init.headers, ...shown } });
    } catch (error) {
      signal.throwIfAborted();
      throw apiError('API_UNREACHABLE', `${url.origin} (${reasonOf(error)})`, error);
    }
  }

  async function textOf(response: Response, url: URL): Promise<string> {
    try {
      return await response.text();
    } catch (error) {
      signal.throwIfAborted();
      throw apiError('API_UNREACHABLE', `${url.origin} (${reasonOf(error)})`, error);
    }
  }

  async function askFor<Answer extends z.ZodType>(
    method: string,
    path: string,
    answer: Answer,
    query?: ApiQuery,
    body?: object,
  ): Promise<z.output<Answer>> {
    const response = await ask(method, path, query, body);
    return parseAnswer(answer, await textOf(response, new URL(path, server)), path);
  }

  return {
    get: (path, answer, query) => askFor('GET', path, answer, query),
    post: (path, answer, body) => askFor('POST', path, answer, {}, body),
    postForm: (path, answer, query, form) => askFor('POST', path, answer, query, form),
    put: (path, answer, body) => askFor('PUT', path, answer, {}, body),
    delete: (path, answer, query) => askFor('DELETE', path, answer, query),
    async logIn(body) {
      const { headers } = await ask('POST', '/api/v1/login', {}, body);
      return headers.get('set-cookie')?.split(';')[0] ?? '';
    },
    async open(path, query) {
      const { body } = await ask('GET', path, query);
      if (!body) throw apiError('API_ANSWER', `${path} (no body)`);
      return body;
    },
  };
}

/** A form goes as it is; anything else as JSON. */
function sentAs(body: object): RequestInit {
  if (body instanceof FormData) return { body };
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

function parseAnswer<Answer extends z.ZodType>(schema: Answer, text: string, path: string): z.output<Answer> {
  const result = schema.safeParse(parseJson(text, path));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw apiError('API_ANSWER', `${path} (${issue?.path.join('.')}: ${issue?.message})`);
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw apiError('API_ANSWER', `${path} (not JSON)`, error);
  }
}

/** What the server refused with: its own code, so that docs/errors.md explains it. */
function refusalOf(status: number, text: string): CodedError {
  try {
    const { code, message } = refusalSchema.parse(JSON.parse(text)).error;
    return new CodedError(code, message);
  } catch (error) {
    return apiError('API_ANSWER', `status ${status}, not in a SplitSight server's words`, error);
  }
}

/** Node's fetch says "fetch failed" and keeps what happened in the cause. */
function reasonOf(error: unknown): string {
  return error instanceof Error && error.cause ? messageOf(error.cause) : messageOf(error);
}
