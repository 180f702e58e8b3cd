import { useEffect } from 'react';
import { AlertFeed } from './components/alert-feed.tsx';
import { Announcer } from './components/announcer.tsx';
import { CameraWall } from './components/camera-wall.tsx';
import { ConnectionBanner } from './components/connection-banner.tsx';
import { EmptyState } from './components/empty-state.tsx';
import { HeadList } from './components/head-list.tsx';
import { NodeStrip } from './components/node-strip.tsx';
import { Notices } from './components/notices.tsx';
import { TopBar } from './components/top-bar.tsx';
import { isUrgent } from './live/alert-list.ts';
import { useConnection, useLive } from './live/use-live.ts';
import type { Sound } from './page/sound.ts';
import { showTabMark } from './page/tab-mark.ts';
import { strings } from './strings.ts';

/** The live page. */
export function App({ sound }: { readonly sound: Sound }) {
  const connection = useConnection();
  const version = useLive((live) => live.version);
  const activeAlerts = useLive((live) => live.alerts.filter(({ alert }) => isUrgent(alert)).length);
  const connected = connection.kind === 'connected';
  // The first try is quick: no alarm before it has failed.
  const lost = !connected && (version !== null || connection.failures > 0);

  useEffect(() => showTabMark({ activeAlerts, connected: !lost }), [activeAlerts, lost]);

  return (
    <div className="page" data-lost={lost}>
      <div className="top">
        <TopBar activeAlerts={activeAlerts} sound={sound} />
        {!connected && lost && <ConnectionBanner state={connection} />}
        <Notices />
      </div>
      <Announcer sound={sound} />
      {version === null ? (
        <main className="first">
          {lost ? (
            <EmptyState text={strings.connection.noServer} command={strings.cameras.serverCommand} />
          ) : (
            <EmptyState text={strings.connection.connecting} />
          )}
        </main>
      ) : (
        <main className="columns">
          <AlertFeed />
          <div className="watch">
            <CameraWall />
            <div className="machines">
              <NodeStrip />
              <HeadList />
            </div>
            <footer className="page-foot">
              <span>{strings.footer.server(version)}</span>
              <span>{strings.footer.privacy}</span>
            </footer>
          </div>
        </main>
      )}
    </div>
  );
}
