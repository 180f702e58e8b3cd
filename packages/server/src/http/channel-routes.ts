import type { Clock } from '@splitsight/kernel';
import {
  type ChannelView,
  channelChangeSchema,
  channelInputSchema,
  channelPathSchema,
  channelsAnswerSchema,
  channelTestSchema,
  channelViewSchema,
  noticePathSchema,
  noticesAnswerSchema,
} from '@splitsight/wire';
import { z } from 'zod';
import { serverError } from '../errors.ts';
import type { ChannelBook } from '../notify/channel-book.ts';
import type { Notifications } from '../notify/notifications.ts';
import type { Outbox } from '../notify/outbox.ts';
import { maxListed, noticesAnswer } from '../notify/views.ts';
import type { Notice } from '../store/notices.ts';
import type { RouteGroup } from './http.ts';
import { addRoute, errorAnswerSchema } from './route.ts';

/** What the routes about channels are answered from. */
export interface ChannelSources {
  readonly book: Pick<ChannelBook, 'get' | 'add' | 'change' | 'remove'>;
  readonly notifications: Pick<Notifications, 'views' | 'view' | 'refresh' | 'test' | 'retryNow'>;
  readonly outbox: Pick<Outbox, 'put' | 'remove' | 'table'>;
  readonly clock: Clock;
}

const one = '/api/v1/channels/:id';
const unknown = { 404: errorAnswerSchema };
const changed = { ...unknown, 409: errorAnswerSchema };
const doneSchema = z.object({ done: z.int().describe('how many') });

/** Channels: what they are, whether they work, what waits and what was given up. */
export function channelRoutes({ book, notifications, outbox, clock }: ChannelSources): RouteGroup {
  const { table } = outbox;
  const listed = (id: number, dead: boolean) => {
    const count = table.count(book.get(id).id);
    return noticesAnswer(table.list(id, dead, maxListed), dead ? count.dead : count.waiting);
  };

  /** @throws CodedError NOTIFY_UNKNOWN */
  function deadOf(id: number, notice: number): Notice {
    const found = table.get(notice);
    if (found?.channelId !== book.get(id).id || found.state !== 'dead') {
      throw serverError('NOTIFY_UNKNOWN', `message ${notice} of channel ${id}`);
    }
    return found;
  }

  /** It waits again, with all its time before it. */
  function revive(notice: Notice): void {
    const now = clock.now();
    const expiresAt = now + 1000 * book.get(notice.channelId).facts.expire_s;
    outbox.put({ ...notice, state: 'sealed', tries: 0, dueAt: now, expiresAt });
  }

  function refreshed(id: number): ChannelView {
    notifications.refresh(id);
    return notifications.view(id);
  }

  return (app) => {
    addRoute(app, {
      method: 'GET',
      right: 'administer',
      url: '/api/v1/channels',
      summary: 'How people and programs are told of alerts',
      answer: channelsAnswerSchema,
      handle: () => ({ channels: [...notifications.views()] }),
    });
    addRoute(app, {
      method: 'POST',
      right: 'administer',
      url: '/api/v1/channels',
      summary: 'Adds a channel',
      body: channelInputSchema,
      answer: channelViewSchema,
      status: 201,
      others: { 409: errorAnswerSchema },
      handle: async ({ body, who }) => refreshed((await book.add(body, who.name)).id),
    });
    addRoute(app, {
      method: 'GET',
      right: 'administer',
      url: one,
      summary: 'A channel',
      path: channelPathSchema,
      answer: channelViewSchema,
      others: unknown,
      handle: ({ path }) => notifications.view(path.id),
    });
    addRoute(app, {
      method: 'PUT',
      right: 'administer',
      url: one,
      summary: 'Changes a channel; secrets that are not named stay, unless its messages go elsewhere then',
      path: channelPathSchema,
      body: channelChangeSchema,
      answer: channelViewSchema,
      others: changed,
      async handle({ path, body: { revision, ...input }, who }) {
        await book.change(path.id, input, revision, who.name);
        return refreshed(path.id);
      },
    });
    addRoute(app, {
      method: 'DELETE',
      right: 'administer',
      url: one,
      summary: 'Removes a channel with everything that waits in it',
      path: channelPathSchema,
      answer: doneSchema,
      others: unknown,
      handle({ path, who }) {
        book.remove(path.id, who.name);
        notifications.refresh(path.id);
        return { done: 1 };
      },
    });
    addRoute(app, {
      method: 'POST',
      right: 'administer',
      url: `${one}/test`,
      summary: 'Sends a test message at once, and answers with what the other side said',
      path: channelPathSchema,
      answer: channelTestSchema,
      others: unknown,
      handle: ({ path }) => notifications.test(path.id),
    });
    addRoute(app, {
      method: 'GET',
      right: 'administer',
      url: `${one}/queue`,
      summary: 'The messages that wait in a channel; the oldest 100',
      path: channelPathSchema,
      answer: noticesAnswerSchema,
      others: unknown,
      handle: ({ path }) => listed(path.id, false),
    });
    addRoute(app, {
      method: 'GET',
      right: 'administer',
      url: `${one}/dead`,
      summary: 'The messages that were given up; the oldest 100',
      path: channelPathSchema,
      answer: noticesAnswerSchema,
      others: unknown,
      handle: ({ path }) => listed(path.id, true),
    });
    addRoute(app, {
      method: 'POST',
      right: 'administer',
      url: `${one}/dead/retry`,
      summary: 'Puts the oldest 100 messages that were given up into the queue again',
      path: channelPathSchema,
      answer: doneSchema,
      others: unknown,
      handle({ path }) {
        const dead = table.list(book.get(path.id).id, true, maxListed);
        for (const notice of dead) revive(notice);
        notifications.retryNow(path.id);
        return { done: dead.length };
      },
    });
    addRoute(app, {
      method: 'POST',
      right: 'administer',
      url: `${one}/dead/:notice/retry`,
      summary: 'Puts a message that was given up into the queue again',
      path: noticePathSchema,
      answer: doneSchema,
      others: unknown,
      handle({ path }) {
        revive(deadOf(path.id, path.notice));
        notifications.retryNow(path.id);
        return { done: 1 };
      },
    });
    addRoute(app, {
      method: 'DELETE',
      right: 'administer',
      url: `${one}/dead/:notice`,
      summary: 'Forgets a message that was given up',
      path: noticePathSchema,
      answer: doneSchema,
      others: unknown,
      handle({ path }) {
        outbox.remove(deadOf(path.id, path.notice).id);
        return { done: 1 };
      },
    });
  };
}
