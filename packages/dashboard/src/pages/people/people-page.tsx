import './people.css';

import { type UserView, usersAnswerSchema } from '@splitsight/wire';
import { useState } from 'react';
import { useApi } from '../../api/use-api.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Spinner } from '../../components/progress.tsx';
import { type Column, Table } from '../../components/table.tsx';
import { formatFull } from '../../format/format.ts';
import { strings } from '../../strings/strings.ts';
import { NewUserDialog } from './new-user-dialog.tsx';
import { placesText } from './places-text.ts';
import { SecretDialog } from './secret-dialog.tsx';
import { UserDialog } from './user-dialog.tsx';
import { usersPath } from './users-path.ts';

/** Who may log in. */
export function PeoplePage() {
  const words = strings.people;
  const { data, error, isPending } = useApi(usersPath, { answer: usersAnswerSchema });
  const [adding, setAdding] = useState(false);
  const [edited, setEdited] = useState<UserView>();
  const [once, setOnce] = useState<{ readonly name: string; readonly password: string }>();
  const showOnce = (name: string, password: string) => {
    setAdding(false);
    setEdited(undefined);
    setOnce({ name, password });
  };
  const columns: readonly Column<UserView>[] = [
    { key: 'name', title: words.userName, heading: true, cell: ({ name }) => name, sort: ({ name }) => name },
    { key: 'full', title: words.fullName, cell: ({ full_name }) => full_name, sort: ({ full_name }) => full_name },
    { key: 'role', title: words.role, cell: ({ role }) => words.roles[role], sort: ({ role }) => role },
    { key: 'places', title: words.places, cell: ({ places }) => placesText(places) },
    { key: 'state', title: words.state, cell: (user) => words.states[stateOf(user)], sort: stateOf },
    {
      key: 'login',
      title: words.lastLogin,
      cell: ({ last_login_at: at }) => (at === null ? words.never : formatFull(at)),
      sort: ({ last_login_at: at }) => at ?? 0,
    },
    {
      key: 'edit',
      title: words.change,
      cell: (user) => (
        <Button icon="edit" onClick={() => setEdited(user)}>
          {words.change}
          <span className="unseen"> {user.name}</span>
        </Button>
      ),
    },
  ];
  return (
    <div className="sheet">
      <PageHead title={words.users} help={words.usersHelp}>
        <Button kind="main" icon="plus" onClick={() => setAdding(true)}>
          {words.newUser}
        </Button>
      </PageHead>
      {error && <ErrorNote error={error} />}
      {isPending && <Spinner label={strings.common.loading} />}
      {data?.users.length === 0 && <EmptyState text={words.noUsers} help={words.noUsersHelp} />}
      {data && data.users.length > 0 && (
        <Table
          caption={words.users}
          columns={columns}
          rows={data.users}
          rowKey={({ id }) => String(id)}
          sortedBy={{ key: 'name' }}
        />
      )}
      {adding && <NewUserDialog onClose={() => setAdding(false)} onAdded={showOnce} />}
      {edited && <UserDialog user={edited} onClose={() => setEdited(undefined)} onPassword={showOnce} />}
      {once && (
        <SecretDialog
          title={words.oneTime(once.name)}
          help={words.oneTimeHelp}
          secret={once.password}
          onClose={() => setOnce(undefined)}
        />
      )}
    </div>
  );
}

function stateOf({ disabled, last_login_at }: UserView): 'active' | 'invited' | 'disabled' {
  if (disabled) return 'disabled';
  return last_login_at === null ? 'invited' : 'active';
}
