import { useSyncExternalStore } from 'react';
import { mePath, useLoginMissing, useMe } from '../api/me.ts';
import { session } from '../api/session.ts';
import { useOutdate } from '../api/use-api.ts';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { useStore } from '../live/use-live.ts';
import { strings } from '../strings/strings.ts';
import { LoginForm } from './login-form.tsx';

/** Asks for the password over the page when the server wants a login: what is typed below stays, and is sent afterwards. */
export function Login() {
  const isAsked = useSyncExternalStore(session.subscribe, session.isAsked);
  const me = useMe();
  const store = useStore();
  const outdate = useOutdate();
  if (!isAsked) return null;

  const enter = (name: string) => {
    // Whoever comes in place of another gets a page of their own, and sends nothing that the other has typed.
    if (me && me.name !== name) return location.reload();
    session.end(true);
    store.retryNow();
    outdate([mePath]);
  };
  return (
    <Dialog title={me ? strings.people.again : strings.people.login} onClose={() => session.end(false)}>
      <LoginForm known={me?.kind === 'user' ? me.name : undefined} onIn={enter} />
    </Dialog>
  );
}

/** What stands in place of a page while nobody is logged in and the dialog was closed. */
export function LoginWanted() {
  const isAsked = useSyncExternalStore(session.subscribe, session.isAsked);
  const isMissing = useLoginMissing();
  const outdate = useOutdate();
  if (isAsked || !isMissing) return null;
  return (
    <Button kind="main" onClick={() => outdate([mePath])}>
      {strings.people.enter}
    </Button>
  );
}
