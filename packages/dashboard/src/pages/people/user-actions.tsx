import {
  endedAnswerSchema,
  oneTimePasswordAnswerSchema,
  type TokenView,
  tokensAnswerSchema,
  type UserView,
} from '@splitsight/wire';
import { useState } from 'react';
import { useApi, useSend } from '../../api/use-api.ts';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/dialog.tsx';
import { toasts } from '../../components/toast-list.ts';
import { strings } from '../../strings/strings.ts';
import { TokenTable } from './token-table.tsx';
import { usersPath } from './users-path.ts';

interface UserActionsProps {
  readonly user: UserView;
  readonly onGone: () => void;
  readonly onPassword: (name: string, password: string) => void;
}

/** What else is done with a user: a new password, the end of sessions and tokens, and of the user. */
export function UserActions({ user, onGone, onPassword }: UserActionsProps) {
  const words = strings.people;
  const path = `${usersPath}/${user.id}`;
  const [asked, setAsked] = useState<'password' | 'delete' | TokenView>();
  const { data } = useApi(`${path}/tokens`, { answer: tokensAnswerSchema });
  const end = useSend({
    request: (what: string) => ({ path: `${path}${what}`, method: 'DELETE', answer: endedAnswerSchema }),
    outdates: [usersPath],
  });
  const reset = useSend({
    request: () => ({ path: `${path}/password`, method: 'POST', answer: oneTimePasswordAnswerSchema }),
    outdates: [usersPath],
  });
  const close = () => setAsked(undefined);
  const tokens = data?.tokens ?? [];
  return (
    <>
      {tokens.length > 0 && <TokenTable tokens={tokens} onRevoke={setAsked} />}
      <div className="people-actions">
        <Button onClick={() => setAsked('password')}>{words.resetPassword}</Button>
        <Button
          busy={end.isPending}
          onClick={() =>
            void end.mutateAsync('/sessions').then(
              ({ ended }) => toasts.show(words.loggedOut(ended)),
              () => undefined,
            )
          }
        >
          {words.logOutUser}
        </Button>
        <Button kind="danger" icon="trash" onClick={() => setAsked('delete')}>
          {words.deleteUser(user.name)}
        </Button>
      </div>
      {asked === 'password' && (
        <ConfirmDialog
          title={words.resetTitle(user.name)}
          action={words.resetPassword}
          onConfirm={async () => {
            const { one_time_password } = await reset.mutateAsync(undefined);
            onPassword(user.name, one_time_password);
          }}
          onClose={close}
        >
          <p>{words.resetHelp}</p>
        </ConfirmDialog>
      )}
      {asked === 'delete' && (
        <ConfirmDialog
          title={words.deleteUser(user.name)}
          action={strings.common.delete}
          danger
          onConfirm={async () => {
            await end.mutateAsync('');
            onGone();
          }}
          onClose={close}
        >
          <p>{words.deleteHelp}</p>
        </ConfirmDialog>
      )}
      {typeof asked === 'object' && (
        <ConfirmDialog
          title={words.revokeToken(asked.name)}
          action={words.revoke}
          danger
          onConfirm={() => end.mutateAsync(`/tokens/${asked.id}`)}
          onClose={close}
        >
          <p>{words.revokeHelp}</p>
        </ConfirmDialog>
      )}
    </>
  );
}
