import type { Millis } from '@splitsight/kernel';
import { z } from 'zod';
import { DeliveryFailure, failedAnswer, oneLine } from './failure.ts';
import { type OutAnswer, sendOut } from './http-out.ts';

/** How a bot is reached. The token is part of addresses: no error names more than their host. */
export interface BotCall {
  readonly api: string;
  readonly token: string;
  readonly outside: boolean;
  readonly timeout: Millis;
  readonly signal: AbortSignal;
}

const answerSchema = z.object({
  ok: z.boolean(),
  result: z.unknown().optional(),
  description: z.string().optional(),
  error_code: z.number().optional(),
  parameters: z.object({ retry_after: z.number().min(0).optional() }).optional(),
});
/** A list of 100 updates is not longer. */
const maxAnswerBytes = 1024 * 1024;

/** Calls a method of the Bot API. @returns its result. @throws DeliveryFailure. https://core.telegram.org/bots/api#making-requests */
export async function callBot(
  bot: BotCall,
  method: string,
  fields: Readonly<Record<string, string>>,
  files: Readonly<Record<string, Uint8Array>> = {},
): Promise<unknown> {
  const encoded = new Response(Object.keys(files).length === 0 ? new URLSearchParams(fields) : formOf(fields, files));
  const url = addressOf(bot, `bot${bot.token}/${method}`);
  const answer = await sendOut({
    ...bot,
    url,
    method: 'POST',
    headers: { 'content-type': encoded.headers.get('content-type') ?? '' },
    body: new Uint8Array(await encoded.arrayBuffer()),
    maxAnswerBytes,
  });
  return resultOf(answer, url.host);
}

function formOf(fields: Readonly<Record<string, string>>, files: Readonly<Record<string, Uint8Array>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  for (const [name, bytes] of Object.entries(files)) {
    form.set(name, new Blob([Uint8Array.from(bytes)], { type: 'image/jpeg' }), `${name}.jpg`);
  }
  return form;
}

/** Loads a file that somebody has sent to the bot. @throws DeliveryFailure */
export async function loadBotFile(bot: BotCall, path: string, maxBytes: number): Promise<Uint8Array> {
  const url = addressOf(bot, `file/bot${bot.token}/${path}`);
  const answer = await sendOut({ ...bot, url, method: 'GET', maxAnswerBytes: maxBytes });
  if (answer.status !== 200) throw failedAnswer(url.host, { ...answer, text: '' });
  return answer.body;
}

function addressOf({ api }: BotCall, path: string): URL {
  // Not resolved against the base: what stands before the colon of a token would be taken for a scheme.
  return new URL(`${api.replace(/\/$/, '')}/${path.replaceAll('..', '')}`);
}

function resultOf(answer: OutAnswer, host: string): unknown {
  const parsed = answerSchema.safeParse(jsonOf(answer.text));
  if (!parsed.success) throw failedAnswer(host, answer);
  const { ok, result, description = '', parameters } = parsed.data;
  if (ok) return result;
  const seconds = parameters?.retry_after;
  // 400 and 403: no such chat, or the bot was shown the door.
  throw new DeliveryFailure('NOTIFY_REFUSED', `${host} answered ${answer.status} (${oneLine(description)})`, {
    retry: ![400, 403, 413].includes(answer.status),
    retryAfter: seconds === undefined ? answer.retryAfter : 1000 * seconds,
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
