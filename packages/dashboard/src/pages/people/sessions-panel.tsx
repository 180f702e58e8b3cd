import { endedAnswerSchema, type SessionView, sessionsAnswerSchema } from '@splitsight/wire';
import { useApi, useSend } from '../../api/use-api.ts';
import { Button } from '../../components/button.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { type Column, Table } from '../../components/table.tsx';
import { toasts } from '../../components/toast-list.ts';
import { formatFull } from '../../format/format.ts';
import { strings } from '../../strings/strings.ts';
import { browserOf } from './browser-of.ts';

const path = '/api/v1/me/sessions';

/** Where one is logged in. */
export function SessionsPanel() {
  const words = strings.people;
  const { data, error } = useApi(path, { answer: sessionsAnswerSchema });
  const end = useSend({
    request: (id: number | undefined) => ({
      path: id === undefined ? path : `${path}/${id}`,
      method: 'DELETE',
      answer: endedAnswerSchema,
    }),
    outdates: ['/api/v1/me'],
  });
  const ended = async (id?: number) => {
    const answer = await end.mutateAsync(id);
    toasts.show(words.loggedOut(answer.ended));
  };
  const columns: readonly Column<SessionView>[] = [
    { key: 'browser', title: words.session.browser, heading: true, cell: ({ agent }) => browserOf(agent) },
    { key: 'address', title: words.session.address, cell: ({ address }) => address },
    { key: 'since', title: words.session.since, cell: ({ created_at }) => formatFull(created_at) },
    { key: 'used', title: words.session.used, cell: ({ used_at }) => formatFull(used_at) },
    { key: 'ends', title: words.session.ends, cell: ({ ends_at }) => formatFull(ends_at) },
    {
      key: 'end',
      title: words.end,
      cell: ({ id, current }) =>
        current ? words.thisOne : <Button onClick={() => void ended(id).catch(() => undefined)}>{words.end}</Button>,
    },
  ];
  const sessions = data?.sessions ?? [];
  return (
    <section className="panel">
      <h2>{words.sessions}</h2>
      <Table caption={words.sessions} columns={columns} rows={sessions} rowKey={({ id }) => String(id)} />
      {(error ?? end.error) && <ErrorNote error={error ?? end.error} />}
      {sessions.length > 1 && (
        <Button busy={end.isPending} onClick={() => void ended().catch(() => undefined)}>
          {words.logOutElsewhere}
        </Button>
      )}
    </section>
  );
}
