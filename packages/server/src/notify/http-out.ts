import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { type Millis, messageOf } from '@splitsight/kernel';
import { DeliveryFailure, failedAnswer, parseRetryAfter } from './failure.ts';
import { resolveTarget } from './resolve.ts';

/** A request to somebody else's server. */
export interface OutRequest {
  readonly url: URL;
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Whether the address may be outside the perimeter. */
  readonly outside: boolean;
  /** For everything: name, connection, request and answer. */
  readonly timeout: Millis;
  readonly signal: AbortSignal;
  /** Of a longer answer the rest is not read; 64 KiB unless told. */
  readonly maxAnswerBytes?: number;
}

export interface OutAnswer {
  readonly status: number;
  /** What a Retry-After says; null without. */
  readonly retryAfter: Millis | null;
  readonly body: Uint8Array;
  readonly text: string;
}

const defaultAnswerBytes = 65_536;

/**
 * Sends a request and reads the answer. Redirects are not followed: they are answers like others.
 *
 * @throws DeliveryFailure NOTIFY_UNREACHABLE, NOTIFY_TARGET or NOTIFY_OUTSIDE. No message holds more of the URL than its
 *   host: the rest may be secret.
 */
export async function sendOut(asked: OutRequest): Promise<OutAnswer> {
  const { url, outside, timeout, signal } = asked;
  // Not AbortSignal.timeout: Node 20 may forget one that only AbortSignal.any knows.
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), timeout);
  const limit = AbortSignal.any([signal, late.signal]);
  try {
    const { address, family } = await raced(resolveTarget(url.hostname, outside), limit, url.host);
    return await exchange(asked, limit, {
      lookup: (_name, options, done) => {
        // Node asks for one address or, to try several, for all.
        if (typeof options === 'object' && options.all) done(null, [{ address, family }]);
        else done(null, address, family);
      },
    });
  } catch (error) {
    if (error instanceof DeliveryFailure) throw error;
    const why = late.signal.aborted && !signal.aborted ? `no answer within ${timeout / 1000} s` : messageOf(error);
    throw new DeliveryFailure('NOTIFY_UNREACHABLE', `${url.host} (${why})`, { retry: true }, error);
  } finally {
    clearTimeout(timer);
  }
}

/** {@link sendOut}, where anything but 2xx is a failure. @throws DeliveryFailure NOTIFY_REFUSED, too */
export async function deliverOut(asked: OutRequest): Promise<OutAnswer> {
  const answer = await sendOut(asked);
  if (answer.status >= 200 && answer.status < 300) return answer;
  throw failedAnswer(asked.url.host, answer);
}

function exchange(asked: OutRequest, signal: AbortSignal, more: Pick<RequestOptions, 'lookup'>): Promise<OutAnswer> {
  const { url, method, headers, body, maxAnswerBytes = defaultAnswerBytes } = asked;
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const out = request(
      url,
      { method, headers: { 'user-agent': 'SplitSight', ...headers, ...length }, agent: false, signal, ...more },
      (answer) => readAnswer(answer, maxAnswerBytes).then(resolve, reject),
    );
    out.once('error', reject);
    out.end(body);
  });
}

async function readAnswer(answer: IncomingMessage, most: number): Promise<OutAnswer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > most) break;
  }
  answer.destroy();
  const body = Buffer.concat(chunks).subarray(0, most);
  return {
    status: answer.statusCode ?? 0,
    retryAfter: parseRetryAfter(answer.headers['retry-after'], Date.now()),
    body,
    text: body.toString('utf8'),
  };
}

/** What takes too long to be found is not waited for. */
async function raced<Found>(found: Promise<Found>, signal: AbortSignal, host: string): Promise<Found> {
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () =>
      reject(new DeliveryFailure('NOTIFY_UNREACHABLE', `${host} (its name is not found in time)`, { retry: true }));
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([found, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
