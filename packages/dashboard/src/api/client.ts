import { z } from 'zod';
import { ApiError } from './api-error.ts';
import { session } from './session.ts';

export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface Call<Answer extends z.ZodType> {
  /** What the answer is parsed by. */
  readonly answer: Answer;
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** What is null, undefined or empty is left out. */
  readonly query?: Query;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as multipart/form-data, in place of `body`. */
  readonly form?: FormData;
  readonly signal?: AbortSignal;
}

const refusalSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/**
 * Asks the server, `path` from the root: `/api/v1/alerts`.
 *
 * When nobody is logged in the user is asked to, and the request is made again: nothing typed is lost.
 *
 * @throws ApiError the server's coded error, PAGE_NO_ANSWER or PAGE_ANSWER; the browser's AbortError passes through
 */
export async function call<Answer extends z.ZodType>(path: string, given: Call<Answer>): Promise<z.output<Answer>> {
  let response = await send(path, given);
  let data = await readBody(response);
  if (!response.ok && refusalOf(response.status, data).code === 'HTTP_LOGIN' && (await session.ask())) {
    response = await send(path, given);
    data = await readBody(response);
  }
  if (!response.ok) throw refusalOf(response.status, data);
  const parsed = given.answer.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new ApiError(response.status, 'PAGE_ANSWER', parsed.error.message.slice(0, 500));
}

/** The address of a part of the API with its query, for links and pictures. */
export function addressOf(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== null && value !== undefined && value !== '') search.set(name, String(value));
  return search.size > 0 ? `${path}?${search}` : path;
}

async function send(path: string, { method = 'GET', query, body, form, signal }: Call<z.ZodType>): Promise<Response> {
  const headers = new Headers({ accept: 'application/json' });
  if (body !== undefined) headers.set('content-type', 'application/json');
  // Pages of other sites cannot send it, so that they can change nothing: see the server's docs/people.md.
  if (method !== 'GET') headers.set('x-splitsight', '1');
  try {
    return await fetch(addressOf(path, query), {
      method,
      headers,
      credentials: 'same-origin',
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(form && { body: form }),
      ...(signal && { signal }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(0, 'PAGE_NO_ANSWER', `${method} ${path}`, { cause: error });
  }
}

async function readBody(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refusalOf(status: number, data: unknown): ApiError {
  const refusal = refusalSchema.safeParse(data);
  if (refusal.success) return new ApiError(status, refusal.data.error.code, refusal.data.error.message);
  return new ApiError(status, 'PAGE_ANSWER', `status ${status}`);
}
