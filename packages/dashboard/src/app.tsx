import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { mePath, useMe, useNobodyIn } from './api/me.ts';
import { useOutdate } from './api/use-api.ts';
import { EmptyState } from './components/empty-state.tsx';
import { Toasts } from './components/toasts.tsx';
import { isUrgent } from './live/alert-list.ts';
import { useConnection, useLive } from './live/use-live.ts';
import type { Sound } from './page/sound.ts';
import { showTabMark } from './page/tab-mark.ts';

import { Announcer } from './shell/announcer.tsx';
import { ConnectionBanner } from './shell/connection-banner.tsx';
import { Login, LoginWanted } from './shell/login.tsx';
import { Nav } from './shell/nav.tsx';
import { Notices } from './shell/notices.tsx';
import { pageAt } from './shell/page-at.ts';
import { PageHost } from './shell/page-host.tsx';
import { TopBar } from './shell/top-bar.tsx';
import { Troubles } from './shell/troubles.tsx';
import type { Language } from './strings/language.ts';
import { strings } from './strings/strings.ts';

interface AppProps {
  readonly sound: Sound;
  readonly onLanguage: (chosen: Language) => void;
}

/** What stands round every page: the bar with the connection and the alerts, the way to the others, and messages. */
export function App({ sound, onLanguage }: AppProps) {
  const connection = useConnection();
  const version = useLive((live) => live.version);
  const me = useMe();
  const nobodyIn = useNobodyIn();
  const outdate = useOutdate();
  const activeAlerts = useLive((live) => live.alerts.filter(({ alert }) => isUrgent(alert)).length);
  const [path] = useLocation();
  const connected = connection.kind === 'connected';
  // The first try is quick: no alarm before it has failed.
  const lost = !connected && !nobodyIn && (version !== null || connection.failures > 0);
  const entry = pageAt(path);
  const page = path === '/' ? undefined : entry?.title();

  // A connection that does not come about may want a login: asking who one is finds out.
  const isWaiting = connection.kind === 'waiting';
  useEffect(() => {
    if (isWaiting) outdate([mePath]);
  }, [isWaiting, outdate]);
  useEffect(() => showTabMark({ activeAlerts, connected: !lost, page }), [activeAlerts, lost, page]);

  return (
    <div className="page" data-lost={lost} data-bare={entry?.bare || undefined}>
      <div className="top">
        <TopBar activeAlerts={activeAlerts} sound={sound} onLanguage={onLanguage} />
        {!connected && lost && <ConnectionBanner state={connection} />}
        <Notices />
        {me && version !== null && <Troubles />}
      </div>
      <Announcer sound={sound} />
      {!entry?.bare && <Nav />}
      {version === null || me === undefined ? (
        <main id="content" className="first">
          <LoginWanted />
          {nobodyIn ? null : lost ? (
            <EmptyState text={strings.connection.noServer} command={strings.connection.serverCommand} />
          ) : (
            <EmptyState text={strings.connection.connecting} />
          )}
        </main>
      ) : (
        <PageHost />
      )}
      <Toasts />
      <Login />
    </div>
  );
}
