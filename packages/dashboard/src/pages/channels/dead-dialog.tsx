import { type ChannelView, noticesAnswerSchema } from '@splitsight/wire';
import { z } from 'zod';
import { useApi, useSend } from '../../api/use-api.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { Spinner } from '../../components/progress.tsx';
import { alertName } from '../../format/alert-name.ts';
import { locale } from '../../strings/language.ts';
import { strings } from '../../strings/strings.ts';
import { channelsPath } from './channels-path.ts';

interface DeadDialogProps {
  readonly channel: ChannelView;
  readonly onClose: () => void;
}

/** The messages of a channel that were given up: each can be sent again or forgotten. */
export function DeadDialog({ channel, onClose }: DeadDialogProps) {
  const path = `${channelsPath}/${channel.id}/dead`;
  const { data, error, refetch } = useApi(path, { answer: noticesAnswerSchema });
  const send = useSend({
    request: ({ rest, method }: { readonly rest: string; readonly method: 'POST' | 'DELETE' }) => ({
      path: `${path}${rest}`,
      method,
      answer: z.object({ done: z.number() }),
    }),
    outdates: [channelsPath],
  });
  const words = strings.channels.dead;
  const format = new Intl.DateTimeFormat(locale(), { dateStyle: 'short', timeStyle: 'medium' });
  return (
    <Dialog wide title={words.title(channel.name)} onClose={onClose}>
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {send.error && <ErrorNote error={send.error} />}
      {!data && !error && <Spinner label={strings.common.loading} />}
      {data?.notices.length === 0 && <EmptyState text={words.none} />}
      {data && data.notices.length > 0 && (
        <>
          <p>
            <Button busy={send.isPending} onClick={() => send.mutate({ rest: '/retry', method: 'POST' })}>
              {words.retryAll(Math.min(data.total, 100))}
            </Button>
          </p>
          <ul className="dead-list">
            {data.notices.map(({ id, alerts, opened_at, tries, error: why, body }) => (
              <li key={id}>
                <p>
                  <strong>{words.alerts(alerts)}</strong>{' '}
                  {body.groups
                    .slice(0, 3)
                    .map(({ last }) => `${alertName(last.head)}, ${last.site}/${last.camera}`)
                    .join('; ')}
                </p>
                <p className="dim">
                  {format.format(opened_at)} · {words.tries(tries)} · {why}
                </p>
                <p className="dead-buttons">
                  <Button busy={send.isPending} onClick={() => send.mutate({ rest: `/${id}/retry`, method: 'POST' })}>
                    {words.retry}
                  </Button>
                  <Button
                    kind="danger"
                    busy={send.isPending}
                    onClick={() => send.mutate({ rest: `/${id}`, method: 'DELETE' })}
                  >
                    {strings.common.delete}
                  </Button>
                </p>
              </li>
            ))}
          </ul>
        </>
      )}
    </Dialog>
  );
}
