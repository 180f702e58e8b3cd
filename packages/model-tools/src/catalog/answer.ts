import type { Millis } from '@splitsight/kernel';
import type { catalogErrors } from './errors.ts';

/** The head of an HTTP answer; names of headers in small letters. */
export interface AnswerHead {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** What was asked for: the file from `offset` on, of `bytes` altogether. */
export interface Asked {
  readonly offset: number;
  readonly bytes: number;
}

/** What an answer means for a pull. */
export type Verdict =
  /** Its body is the file from `start` on. */
  | { readonly kind: 'bytes'; readonly start: number; readonly validator?: string }
  | { readonly kind: 'again'; readonly why: string; readonly waitMs?: Millis }
  | { readonly kind: 'restart'; readonly why: string }
  | { readonly kind: 'refuse'; readonly code: keyof typeof catalogErrors; readonly why: string };

/** Answers after which the same question may well be answered. */
const passing = new Set([408, 425, 429, 500, 502, 503, 504]);
/** No source is waited for longer than this, whatever it asks for. */
const longestWait: Millis = 60_000;

/** Judges the head of an answer, before anything of its body is read. `now` is for waits until a date. */
export function judgeAnswer({ status, headers }: AnswerHead, asked: Asked, now: Millis): Verdict {
  const header = (name: string) => {
    const value = headers[name];
    return Array.isArray(value) ? value[0] : value;
  };
  const refuse = (code: keyof typeof catalogErrors, why: string): Verdict => ({ kind: 'refuse', code, why });
  const sized = (bytes: number) => refuse('PULL_SIZE', `${bytes} bytes, expected ${asked.bytes}`);

  if (passing.has(status)) {
    const waitMs = parseRetryAfter(header('retry-after'), now);
    return { kind: 'again', why: `status ${status}`, ...(waitMs === undefined ? {} : { waitMs }) };
  }
  if (status === 404 || status === 410) return refuse('PULL_NOT_FOUND', `status ${status}`);
  if (status === 416) return { kind: 'restart', why: 'it has less than the part that is here' };
  if (status === 511 || (status < 300 && /^(text\/html|application\/xhtml)/i.test(header('content-type') ?? ''))) {
    return refuse('PULL_PAGE', `status ${status}, ${header('content-type') ?? 'no type'}`);
  }
  if (status !== 200 && status !== 206) return refuse('PULL_REFUSED', `status ${status}`);
  if (!/^(identity)?$/i.test(header('content-encoding') ?? '')) {
    return refuse('PULL_REFUSED', `the answer is compressed: ${header('content-encoding')}`);
  }

  const validator = strongValidator(header('etag'), header('last-modified'));
  const found = (start: number): Verdict => ({
    kind: 'bytes',
    start,
    ...(validator === undefined ? {} : { validator }),
  });
  if (status === 200) {
    const length = header('content-length');
    return length === undefined || Number(length) === asked.bytes ? found(0) : sized(Number(length));
  }
  const [, start, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(header('content-range') ?? '') ?? [];
  if (total !== undefined && total !== '*' && Number(total) !== asked.bytes) return sized(Number(total));
  return start !== undefined && Number(start) === asked.offset
    ? found(asked.offset)
    : { kind: 'restart', why: 'it gives another part than the one asked for' };
}

/** What If-Range may name: a strong ETag, else the date of the last change (RFC 9110, 13.1.5). */
function strongValidator(etag: string | undefined, lastModified: string | undefined): string | undefined {
  return etag !== undefined && /^"[^"]*"$/.test(etag) ? etag : lastModified;
}

function parseRetryAfter(text: string | undefined, now: Millis): Millis | undefined {
  if (text === undefined) return undefined;
  const wait = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isNaN(wait) ? undefined : Math.min(longestWait, Math.max(0, wait));
}
