import { channelKinds } from '@splitsight/wire';
import { describe, expect, it } from 'vitest';
import { inputOf, makeWebhookSecret, newDraft, problemsOf } from './channel-draft.ts';

const place = { timeZone: 'Europe/Moscow', language: 'ru' } as const;

describe('a channel that is being entered', () => {
  it.each(channelKinds)('of kind %s lacks nothing but what only people know', (kind) => {
    const draft = { ...newDraft(kind, place), name: 'a' };
    const missing = {
      web_push: ['settings.contact'],
      webhook: ['settings.url'],
      email: ['settings.host', 'settings.from', 'settings.to'],
      telegram: ['settings.chats'],
      ntfy: ['settings.topic'],
      mqtt: [],
    };
    expect([...new Set(problemsOf(draft))]).toEqual(missing[kind]);
  });

  it('names what is wrong by its key', () => {
    const draft = newDraft('mqtt', place);
    expect(problemsOf({ ...draft, name: '' })).toEqual(['name']);
    expect(problemsOf({ ...draft, name: 'a', filter: { ...draft.filter, cameras: ['gate'] } })).toEqual([
      'filter.cameras.0',
    ]);
    expect(problemsOf({ ...draft, name: 'a', time_zone: 'Mars/Olympus' })).toEqual(['time_zone']);
  });

  it('sends only secrets that were typed and that its kind has', () => {
    const draft = { ...newDraft('webhook', place), secrets: { secret: 'a', authorization: '', token: 'b' } };
    expect(inputOf(draft)).toMatchObject({ secrets: { secret: 'a' } });
    expect(makeWebhookSecret()).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  });
});
