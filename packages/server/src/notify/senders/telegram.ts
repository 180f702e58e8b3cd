import type { NoticeText, Picture, Send, SettingsOf } from '../channel.ts';
import { escapeHtml } from '../escape.ts';
import { DeliveryFailure } from '../failure.ts';
import { type BotCall, callBot } from '../telegram-api.ts';

/** What a caption of a photo may hold, in characters after parsing: 1024. Texts: 4096. */
const maxCaption = 1000;
const maxText = 4000;

/** Sends the message to every chat of the channel, with the picture if there is one. */
export const sendTelegram: Send<'telegram'> = async (delivery) => {
  const { settings, secrets, channel, text, picture, delivered, timeout, signal } = delivery;
  const token = secrets.token;
  if (token === undefined) throw new DeliveryFailure('NOTIFY_SECRET', 'token', { retry: true });
  const bot: BotCall = { api: settings.api, token, outside: channel.outside, timeout, signal };
  const failures: DeliveryFailure[] = [];
  for (const chat of settings.chats) {
    if (delivered.has(chat)) continue;
    try {
      await callBot(bot, ...messageOf(chat, text, picture));
      delivery.note(chat);
    } catch (error) {
      if (!(error instanceof DeliveryFailure)) throw error;
      failures.push(error);
      // Too many requests: the other chats would be answered the same.
      if (error.retryAfter !== null) break;
    }
  }
  const worst = failures.find(({ retry }) => retry) ?? failures[0];
  if (worst) throw worst;
  return `sent to ${settings.chats.length}`;
};

function messageOf(
  chat: SettingsOf<'telegram'>['chats'][number],
  text: NoticeText,
  picture: Picture | null,
): [method: string, body: Readonly<Record<string, string>>, files?: Readonly<Record<string, Uint8Array>>] {
  const shared = { chat_id: chat, parse_mode: 'HTML' };
  if (picture) return ['sendPhoto', { ...shared, caption: htmlOf(text, maxCaption) }, { photo: picture.jpeg }];
  return ['sendMessage', { ...shared, text: htmlOf(text, maxText), link_preview_options: '{"is_disabled":true}' }];
}

/** Lines that have no room are left out whole: a cut must not split an entity. */
function htmlOf({ title, lines, link }: NoticeText, most: number): string {
  const kept = [`<b>${escapeHtml(title)}</b>`];
  let length = title.length + (link?.length ?? 0) + 2;
  for (const line of lines) {
    length += line.length + 1;
    if (length > most) break;
    kept.push(escapeHtml(line));
  }
  if (link !== null) kept.push(escapeHtml(link));
  return kept.join('\n');
}
