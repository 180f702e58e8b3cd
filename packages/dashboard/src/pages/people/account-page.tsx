import './people.css';

import { z } from 'zod';
import { useMe } from '../../api/me.ts';
import { useSend } from '../../api/use-api.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { strings } from '../../strings/strings.ts';
import { PasswordPanel } from './password-panel.tsx';
import { placesText } from './places-text.ts';
import { SessionsPanel } from './sessions-panel.tsx';
import { TokensPanel } from './tokens-panel.tsx';

/** One's own account: who one is, password, sessions and tokens. */
export function AccountPage() {
  const words = strings.people;
  const me = useMe();
  const logOut = useSend({
    request: () => ({ path: '/api/v1/logout', method: 'POST', answer: z.object({ ended: z.boolean() }) }),
    outdates: [],
  });
  if (!me || me.kind === 'local') {
    return (
      <div className="sheet">
        <PageHead title={words.myAccount} />
        <EmptyState text={words.noLogin} />
      </div>
    );
  }
  const leave = async () => {
    await logOut.mutateAsync(undefined);
    // Nothing of what was seen stays in the page.
    location.assign('/');
  };
  const help = `${me.full_name || me.name} · ${words.roles[me.role]} · ${words.places}: ${placesText(me.places)}`;
  return (
    <div className="sheet">
      <PageHead title={words.myAccount} help={help}>
        <Button busy={logOut.isPending} onClick={() => void leave().catch(() => undefined)}>
          {words.logOut}
        </Button>
      </PageHead>
      <PasswordPanel name={me.name} />
      <SessionsPanel />
      <TokensPanel me={me} />
    </div>
  );
}
