import { CodedError, isCodedError, type Millis, messageOf } from '@splitsight/kernel';
import { serverErrors } from '../errors.ts';

type Code = 'NOTIFY_UNREACHABLE' | 'NOTIFY_REFUSED' | 'NOTIFY_TARGET' | 'NOTIFY_OUTSIDE' | 'NOTIFY_SECRET';

interface How {
  readonly retry: boolean;
  readonly retryAfter?: Millis | null;
  readonly status?: number;
}

/** Why a message was not delivered, and whether another try may help. */
export class DeliveryFailure extends CodedError<Code> {
  readonly retry: boolean;
  /** How long the other side wants to be left alone; null when it did not say. */
  readonly retryAfter: Millis | null;
  /** Of the HTTP answer; null when there was none. */
  readonly status: number | null;

  constructor(code: Code, what: string, how: How, cause?: unknown) {
    super(code, `${serverErrors[code]}: ${what}`, cause);
    this.retry = how.retry;
    this.retryAfter = how.retryAfter ?? null;
    this.status = how.status ?? null;
  }
}

/** What was thrown while a message was sent; what nobody has foreseen may be over at the next try. */
export function failureOf(error: unknown, what: string): DeliveryFailure {
  if (error instanceof DeliveryFailure) return error;
  const told = isCodedError(error) ? error.message : messageOf(error);
  return new DeliveryFailure('NOTIFY_UNREACHABLE', `${what} (${told})`, { retry: true }, error);
}

/** Statuses that say the message itself is wrong, so that sending it again is no use. */
const finalStatuses = [400, 405, 406, 410, 411, 413, 414, 415, 422];
/** What the other side said goes into lists and logs: so much of it. */
const maxTold = 200;

/** The failure that an HTTP answer is. https://www.rfc-editor.org/rfc/rfc9110#name-retry-after */
export function failedAnswer(
  where: string,
  answer: { readonly status: number; readonly retryAfter: Millis | null; readonly text: string },
): DeliveryFailure {
  const told = oneLine(answer.text);
  const what = `${where} answered ${answer.status}${told && ` (${told})`}`;
  const retry = !finalStatuses.includes(answer.status);
  return new DeliveryFailure('NOTIFY_REFUSED', what, { retry, retryAfter: answer.retryAfter, status: answer.status });
}

/** The first words of what somebody else said, as one line. */
export function oneLine(text: string): string {
  return text
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, maxTold);
}

/** How long a Retry-After says to wait: seconds or a date. */
export function parseRetryAfter(text: string | undefined, now: Millis): Millis | null {
  if (text === undefined) return null;
  if (/^\d{1,9}$/.test(text)) return 1000 * Number(text);
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
