import { type Endpoint, openEndpoint, type Reply } from './endpoint.ts';

/** A message that a bot has sent. */
export interface SentByBot {
  readonly method: string;
  readonly fields: Readonly<Record<string, string>>;
  /** The bytes of each file. */
  readonly files: Readonly<Record<string, number>>;
}

/** A server on loopback that speaks as much of Telegram's Bot API as a bot needs: real HTTP, one token. */
export interface BotServer {
  readonly url: string;
  readonly sent: readonly SentByBot[];
  /** Refuses the next message to a chat. */
  refuse(chat: string, how: { readonly status: number; readonly retryAfter: number }): void;
  /** Somebody sends the bot a photo. */
  photo(of: { readonly chat: number; readonly username?: string; readonly bytes: Uint8Array }): void;
  /** How many questions for updates are open. */
  asking(): number;
  close(): Promise<void>;
}

export async function openBotServer(token: string): Promise<BotServer> {
  const endpoint: Endpoint = await openEndpoint();
  const sent: SentByBot[] = [];
  const refusals = new Map<string, { readonly status: number; readonly retryAfter: number }>();
  const files = new Map<string, Uint8Array>();
  const waiting = new Set<() => void>();
  let updates: { readonly update_id: number }[] = [];
  let made = 0;

  const ok = (result: unknown): Reply => ({ body: JSON.stringify({ ok: true, result }) });
  const refused = (status: number, description: string, more: object = {}): Reply => ({
    status,
    body: JSON.stringify({ ok: false, error_code: status, description, ...more }),
  });

  endpoint.answer(async ({ path, headers, body }) => {
    const file = new RegExp(`^/file/bot${token}/(.*)$`).exec(path)?.[1];
    if (file !== undefined) {
      const bytes = files.get(file);
      return bytes ? { body: bytes } : { status: 404 };
    }
    const method = new RegExp(`^/bot${token}/(\\w+)$`).exec(path)?.[1];
    if (method === undefined) return refused(401, 'Unauthorized');
    const type = String(headers['content-type']);
    const form = await new Response(Uint8Array.from(body), { headers: { 'content-type': type } }).formData();
    const fields = Object.fromEntries([...form].filter((one): one is [string, string] => typeof one[1] === 'string'));
    if (method === 'getUpdates') return ok(await updatesAfter(Number(fields['offset'])));
    if (method === 'getFile') return ok({ file_path: fields['file_id'] });
    const refusal = refusals.get(fields['chat_id'] ?? '');
    if (refusal) {
      refusals.delete(fields['chat_id'] ?? '');
      return refused(refusal.status, 'Too Many Requests', { parameters: { retry_after: refusal.retryAfter } });
    }
    const sizes = [...form].flatMap(([name, value]) =>
      typeof value === 'string' ? [] : [[name, value.size] as const],
    );
    sent.push({ method, fields, files: Object.fromEntries(sizes) });
    return ok({});
  });

  /** Long polling: the answer comes when there is something to say. */
  async function updatesAfter(offset: number): Promise<unknown[]> {
    updates = updates.filter(({ update_id }) => update_id >= offset);
    if (updates.length === 0) {
      await new Promise<void>((resolve) => {
        waiting.add(resolve);
      });
    }
    return updates;
  }

  const wake = () => {
    for (const resolve of waiting) resolve();
    waiting.clear();
  };

  return {
    url: endpoint.url,
    sent,
    refuse: (chat, how) => void refusals.set(chat, how),
    photo({ chat, username, bytes }) {
      const id = ++made;
      files.set(`photos/${id}.jpg`, bytes);
      const size = { file_id: `photos/${id}.jpg`, width: 640, height: 480, file_size: bytes.length };
      const huge = { ...size, file_id: 'too-large', width: 6400, height: 4800 };
      const from = { id: chat, ...(username !== undefined && { username }) };
      updates.push(Object.assign({ update_id: id }, { message: { message_id: id, chat: from, photo: [size, huge] } }));
      wake();
    },
    asking: () => endpoint.open(),
    async close() {
      wake();
      await endpoint.close();
    },
  };
}
