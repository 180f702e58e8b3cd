import { waitFor } from '@splitsight/testkit';
import { parseCameraId, parseSiteId } from '@splitsight/wire';
import { describe, expect, it } from 'vitest';
import { raise } from '../testing/notify/alerts.ts';
import { type BotServer, openBotServer } from '../testing/notify/bot-server.ts';
import { useNotify } from '../testing/notify/notify-bench.ts';

const { open, later } = useNotify();
const token = '123:abc';

async function botServer(): Promise<BotServer> {
  const server = await openBotServer(token);
  later(() => server.close());
  return server;
}

describe('a Telegram channel', () => {
  it('sends to each of its chats, and shows markup as text', async () => {
    const bot = await botServer();
    const name = '<b>&</b><a href="tg://user?id=1">';
    const camera = { site: parseSiteId('yard'), camera: parseCameraId('gate'), name };
    const { notify, add, sent } = open({}, { cameras: () => [camera] });
    const { id } = await add({
      settings: { kind: 'telegram', api: bot.url, chats: ['-1001', '@desk'] },
      secrets: { token },
      time_zone: 'Asia/Tokyo',
    });
    notify.onAlert(raise({ raised_at: Date.parse('2026-01-10T12:00:00Z') }));
    await sent(id);
    expect(bot.sent).toMatchObject([
      { method: 'sendMessage', fields: { chat_id: '-1001', parse_mode: 'HTML' } },
      { method: 'sendMessage', fields: { chat_id: '@desk' } },
    ]);
    const shown = '&lt;b&gt;&amp;&lt;/b&gt;&lt;a href=&quot;tg://user?id=1&quot;&gt; (yard)';
    expect(bot.sent[0]?.fields['text']).toBe(
      `<b>Alert: fire at ${shown}</b>\n${shown}: fire 93%, 10/01/2026, 21:00:00`,
    );
  });

  it('sends the picture with the text under it', async () => {
    const bot = await botServer();
    const { notify, add, sent } = open({}, { pictureOf: async () => ({ jpeg: new Uint8Array([255, 216, 255]) }) });
    const settings = { kind: 'telegram', api: bot.url, chats: ['7'] };
    const { id } = await add({ settings, secrets: { token }, pictures: true });
    notify.onAlert(raise());
    await sent(id);
    expect(bot.sent).toMatchObject([{ method: 'sendPhoto', fields: { chat_id: '7' }, files: { photo: 3 } }]);
    expect(bot.sent[0]?.fields['caption']).toContain('<b>Alert: fire at gate (yard)</b>');
  });

  it('sends only to those again who have not got it yet, after the time that the server names', async () => {
    const bot = await botServer();
    bot.refuse('8', { status: 429, retryAfter: 1 });
    const { notify, add, sent } = open();
    const settings = { kind: 'telegram', api: bot.url, chats: ['7', '8'] };
    const { id } = await add({ settings, secrets: { token } });
    const began = performance.now();
    notify.onAlert(raise());
    await sent(id);
    expect(performance.now() - began).toBeGreaterThanOrEqual(995);
    expect(bot.sent.map(({ fields }) => fields['chat_id'])).toEqual(['7', '8']);
  });

  it('keeps its token out of what it says', async () => {
    const bot = await botServer();
    const { add, ask } = open();
    const settings = { kind: 'telegram', api: bot.url, chats: ['7'] };
    const { id } = await add({ settings, secrets: { token: '999:wrong' } });
    const { body } = await ask('POST', `channels/${id}/test`);
    expect(body).toMatchObject({ delivered: false, answer: expect.stringContaining('401 (Unauthorized)') });
    expect(JSON.stringify(body)).not.toContain('999:wrong');
  });

  it('answers photos of its chats with what heads make of them, and nobody else', async () => {
    const bot = await botServer();
    const seen: Uint8Array[] = [];
    const classify = async (picture: Uint8Array) => {
      seen.push(picture);
      return [
        {
          head: 'fire',
          scores: [
            { label: 'no_fire', score: 0.02 },
            { label: 'fire', score: 0.98 },
          ],
        },
      ];
    };
    const { add } = open({}, { classify });
    const settings = { kind: 'telegram', api: bot.url, chats: ['7', '@annika'], classify: true };
    await add({ settings, secrets: { token }, language: 'ru' });
    bot.photo({ chat: 666, bytes: new Uint8Array([9]) });
    bot.photo({ chat: 7, bytes: new Uint8Array([1, 2, 3]) });
    bot.photo({ chat: 5, username: 'annika', bytes: new Uint8Array([4]) });
    await waitFor(() => bot.sent.length === 2);
    expect(bot.sent.map(({ fields }) => fields['chat_id'])).toEqual(['7', '5']);
    expect(bot.sent[0]?.fields['text']).toMatch(/^fire: fire 98\s%, no_fire 2\s%$/);
    expect(seen.map((bytes) => [...bytes])).toEqual([[1, 2, 3], [4]]);
  });

  it('goes on after a photo that nobody can read, and asks no more when it is switched off', async () => {
    const bot = await botServer();
    let isBroken = true;
    const classify = async () => {
      if (isBroken) throw new Error('unreadable');
      return [];
    };
    const { add, ask } = open({}, { classify });
    const settings = { kind: 'telegram', api: bot.url, chats: ['7'], classify: true };
    const { id, revision } = await add({ settings, secrets: { token } });
    bot.photo({ chat: 7, bytes: new Uint8Array([1]) });
    await waitFor(() => bot.sent.length === 1);
    expect(bot.sent[0]?.fields['text']).toBe('This is not a picture that can be read.');
    isBroken = false;
    bot.photo({ chat: 7, bytes: new Uint8Array([2]) });
    await waitFor(() => bot.sent.length === 2);
    await ask('PUT', `channels/${id}`, { name: 'a', on: false, settings, revision });
    await waitFor(() => bot.asking() === 0);
  });
});
