import { type BackoffSchedule, backoffDelay, type Millis, sleep } from '@splitsight/kernel';
import { z } from 'zod';
import type { SettingsOf } from './channel.ts';
import type { ClassifyPicture } from './classify.ts';
import type { Classified } from './classify-schema.ts';
import { type BotCall, callBot, loadBotFile } from './telegram-api.ts';
import { type Language, words } from './words.ts';

export interface TelegramBotOptions {
  readonly settings: SettingsOf<'telegram'>;
  readonly token: string;
  readonly outside: boolean;
  readonly language: Language;
  readonly classify: ClassifyPicture;
  readonly timeout: Millis;
  readonly schedule: BackoffSchedule;
  /** Called with what went wrong: the bot goes on. With null when questions are answered again. */
  readonly onFailure: (error: unknown) => void;
}

/** How long the Bot API keeps a question open while nobody says anything, in seconds. */
const pollSeconds = 25;
const maxPictureBytes = 10 * 1024 * 1024;
/** The larger sizes of a photo show a head no more. */
const enoughPixels = 1280 * 1280;

const sizeSchema = z.object({
  file_id: z.string().max(300),
  width: z.number(),
  height: z.number(),
  file_size: z.number().optional(),
});
const updatesSchema = z
  .array(
    z.object({
      update_id: z.int(),
      message: z
        .object({
          message_id: z.int(),
          chat: z.object({ id: z.int(), username: z.string().optional() }),
          photo: z.array(sizeSchema).max(20).optional(),
          document: z.object({ mime_type: z.string().optional() }).optional(),
        })
        .optional()
        .catch(undefined),
    }),
  )
  .max(100);
type Message = NonNullable<z.output<typeof updatesSchema>[number]['message']>;

/**
 * Answers the photos that the chats of a channel send with what the heads make of them, one after the other, until it is
 * stopped. Nobody else is answered. https://core.telegram.org/bots/api#getupdates
 */
export async function runTelegramBot(options: TelegramBotOptions, signal: AbortSignal): Promise<void> {
  const { settings, token, outside, timeout, schedule, onFailure } = options;
  const bot: BotCall = { api: settings.api, token, outside, timeout, signal };
  let offset = 0;
  let failures = 0;
  while (!signal.aborted) {
    try {
      const fields = { offset: String(offset), timeout: String(pollSeconds), allowed_updates: '["message"]' };
      const result = await callBot({ ...bot, timeout: timeout + 1000 * pollSeconds }, 'getUpdates', fields);
      if (failures > 0) onFailure(null);
      failures = 0;
      for (const { update_id, message } of updatesSchema.parse(result)) {
        // Before it is answered: an update that nobody can answer is not asked for again and again.
        offset = update_id + 1;
        if (message && isKnown(message, settings.chats)) await answer(message, bot, options);
      }
    } catch (error) {
      if (signal.aborted) return;
      failures++;
      onFailure(error);
      await sleep(backoffDelay(schedule, failures, Math.random()), signal);
    }
  }
}

function isKnown({ chat }: Message, chats: readonly string[]): boolean {
  return chats.includes(String(chat.id)) || (chat.username !== undefined && chats.includes(`@${chat.username}`));
}

async function answer(
  message: Message,
  bot: BotCall,
  { classify, language, onFailure }: TelegramBotOptions,
): Promise<void> {
  if (!message.photo && !message.document) return;
  const said = words[language].photo;
  let text: string = said.tooLarge;
  try {
    const photo = chosen(message.photo ?? []);
    if (photo) text = textOf(await classify(await load(photo.file_id, bot), bot.signal), language);
  } catch (error) {
    if (bot.signal.aborted) return;
    onFailure(error);
    text = said.failed;
  }
  await callBot(bot, 'sendMessage', {
    chat_id: String(message.chat.id),
    text,
    reply_parameters: JSON.stringify({ message_id: message.message_id, allow_sending_without_reply: true }),
  });
}

/** The largest that is not larger than it needs to be. */
function chosen(sizes: readonly z.output<typeof sizeSchema>[]): z.output<typeof sizeSchema> | undefined {
  return sizes
    .filter(({ width, height, file_size }) => width * height <= enoughPixels && (file_size ?? 0) <= maxPictureBytes)
    .toSorted((a, b) => b.width * b.height - a.width * a.height)[0];
}

async function load(fileId: string, bot: BotCall): Promise<Uint8Array> {
  const file = z.object({ file_path: z.string().max(1000) }).parse(await callBot(bot, 'getFile', { file_id: fileId }));
  return loadBotFile(bot, file.file_path, maxPictureBytes);
}

function textOf(found: readonly Classified[], language: Language): string {
  if (found.length === 0) return words[language].photo.nothing;
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
  return found
    .map(({ head, scores }) => {
      const best = scores.toSorted((a, b) => b.score - a.score).slice(0, 5);
      return `${head}: ${best.map(({ label, score }) => `${label} ${percent.format(score)}`).join(', ')}`;
    })
    .join('\n');
}
