import { type ChannelTest, type ChannelView, channelTestSchema, channelViewSchema } from '@splitsight/wire';
import { useState } from 'react';
import { z } from 'zod';
import { useSend } from '../../api/use-api.ts';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/dialog.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { Icon, type IconName } from '../../components/icon.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { locale } from '../../strings/language.ts';
import { strings } from '../../strings/strings.ts';
import { draftOf, inputOf } from './channel-draft.ts';
import { channelsPath } from './channels-path.ts';

interface ChannelCardProps {
  readonly channel: ChannelView;
  readonly onEdit: () => void;
  readonly onDead: () => void;
}

const icons = { off: 'disabled', idle: 'online', waiting: 'clock', failing: 'offline', locked: 'offline' } as const;

/** A channel: what it is, whether it works, and what can be done with it. */
export function ChannelCard({ channel, onEdit, onDead }: ChannelCardProps) {
  const { id, name, on, state, settings, destination, leaves_perimeter, revision } = channel;
  const words = strings.channels;
  const path = `${channelsPath}/${id}`;
  const outdates = [channelsPath, '/api/v1/push'];
  const [asking, setAsking] = useState<'on' | 'delete' | null>(null);
  const [tested, setTested] = useState<ChannelTest>();
  const turn = useSend({
    request: (to: { readonly on: boolean; readonly agreed?: string }) => ({
      path,
      method: 'PUT',
      answer: channelViewSchema,
      body: { ...inputOf(draftOf(channel)), ...to, revision },
    }),
    outdates,
  });
  const remove = useSend({
    request: () => ({ path, method: 'DELETE', answer: z.object({ done: z.number() }) }),
    outdates,
  });
  const test = useSend({
    request: () => ({ path: `${path}/test`, method: 'POST', answer: channelTestSchema }),
    outdates: [],
  });
  const icon: IconName = icons[state];
  const hasPictures = channel.pictures && settings.kind !== 'web_push';
  const warning = words.leaves(hasPictures, settings.kind === 'web_push' ? words.pushServices : destination);

  return (
    <li className="panel channel" data-state={state}>
      <div className="channel-head">
        <h2>{name}</h2>
        <StateBadge state={icon} label={words.states[state]} />
      </div>
      <p className="dim">
        {words.kinds[settings.kind]} · {settings.kind === 'web_push' ? words.pushServices : destination}
      </p>
      {leaves_perimeter && (
        <p className="channel-warning">
          <Icon name="warning" />
          {warning}
        </p>
      )}
      {channel.error !== null && (
        <p className="channel-error">
          {channel.failing_since !== null && words.failingSince(timeOf(channel.failing_since))} {channel.error}
        </p>
      )}
      {state === 'locked' && <p className="channel-error">{words.locked}</p>}
      <p className="channel-counts">
        {words.counts(channel)}
        {channel.sent_at !== null && ` · ${words.sentAt(timeOf(channel.sent_at))}`}
        {Object.values(channel.dropped).some((count) => count > 0) &&
          ` · ${words.dropped(Object.values(channel.dropped).reduce((sum, count) => sum + count, 0))}`}
      </p>
      {(turn.error || test.error) && <ErrorNote error={turn.error ?? test.error} />}
      {tested && (
        <p className="channel-tested" role="status" data-delivered={tested.delivered}>
          {tested.delivered ? words.tested(tested.took_ms) : words.testFailed} {tested.answer}
        </p>
      )}
      <div className="channel-buttons">
        <Button
          kind={on ? 'plain' : 'main'}
          busy={turn.isPending}
          onClick={() => (!on && leaves_perimeter ? setAsking('on') : turn.mutate({ on: !on }))}
        >
          {on ? words.turnOff : words.turnOn}
        </Button>
        <Button
          busy={test.isPending}
          onClick={() => {
            setTested(undefined);
            test.mutate(undefined, { onSuccess: setTested });
          }}
        >
          {words.test}
        </Button>
        <Button icon="edit" onClick={onEdit}>
          {words.edit}
        </Button>
        {channel.dead > 0 && <Button onClick={onDead}>{words.dead.open(channel.dead)}</Button>}
        <Button kind="quiet" icon="trash" onClick={() => setAsking('delete')}>
          {strings.common.delete}
        </Button>
      </div>
      {asking === 'on' && (
        <ConfirmDialog
          title={words.turnOnTitle(name)}
          action={words.agree}
          onConfirm={() => turn.mutateAsync({ on: true, agreed: destination })}
          onClose={() => setAsking(null)}
        >
          {warning}
        </ConfirmDialog>
      )}
      {asking === 'delete' && (
        <ConfirmDialog
          danger
          title={words.deleteTitle(name)}
          action={strings.common.delete}
          onConfirm={() => remove.mutateAsync(undefined)}
          onClose={() => setAsking(null)}
        >
          {words.deleteText(channel.queued + channel.dead)}
        </ConfirmDialog>
      )}
    </li>
  );
}

function timeOf(at: number): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'short', timeStyle: 'medium' }).format(at);
}
