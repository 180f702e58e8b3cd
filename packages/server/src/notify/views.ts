import type { ChannelState, ChannelView, NoticesAnswer, NoticeView } from '@splitsight/wire';
import { channelSecretNames } from '@splitsight/wire';
import type { Notice, NoticeTable } from '../store/notices.ts';
import type { BookedChannel } from './channel-book.ts';
import type { WorkerState } from './worker.ts';

/** A channel as the API answers it: without its secrets. */
export function channelView(
  channel: BookedChannel,
  worker: WorkerState,
  count: ReturnType<NoticeTable['count']>,
): ChannelView {
  const { id, facts, row, destination, leaves, secrets, dropped } = channel;
  const names = channelSecretNames[facts.settings.kind];
  return {
    ...facts,
    id,
    revision: row.revision,
    secrets: Object.fromEntries(names.map((name) => [name, secrets?.[name] !== undefined])),
    leaves_perimeter: leaves,
    destination,
    warning: leaves ? `this channel sends ${whatIsSent(channel)} to ${destination}, outside the perimeter` : null,
    changed_at: row.changedAt,
    changed_by: row.changedBy,
    state: stateOf(channel, worker, count.waiting),
    failing_since: worker.failingSince,
    error: worker.error,
    sent_at: worker.sentAt,
    queued: count.waiting,
    oldest_at: count.oldestAt,
    dead: count.dead,
    sent: worker.sent,
    failed: worker.failed,
    dropped: dropped.totals(),
  };
}

export function channelState({ id, name, state, failing_since, error, queued, dead }: ChannelView): ChannelState {
  return { id, name, state, failing_since, error, queued, dead };
}

export function noticeView({ id, key, openedAt, dueAt, expiresAt, tries, error, alerts, body }: Notice): NoticeView {
  return { id, key, opened_at: openedAt, due_at: dueAt, expires_at: expiresAt, tries, error, alerts, body };
}

/** At most so many messages are listed. */
export const maxListed = 100;

export function noticesAnswer(notices: readonly Notice[], total: number): NoticesAnswer {
  return { notices: notices.slice(0, maxListed).map(noticeView), total };
}

function stateOf({ facts, secrets }: BookedChannel, worker: WorkerState, waiting: number): ChannelView['state'] {
  if (!secrets) return 'locked';
  if (!facts.on) return 'off';
  if (worker.failingSince !== null) return 'failing';
  return waiting > 0 ? 'waiting' : 'idle';
}

function whatIsSent({ facts }: BookedChannel): string {
  const hasPictures = facts.pictures && facts.settings.kind !== 'web_push' && facts.settings.kind !== 'mqtt';
  return hasPictures ? 'texts of alerts and their pictures' : 'texts of alerts';
}
