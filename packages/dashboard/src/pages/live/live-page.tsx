import { useLive } from '../../live/use-live.ts';
import { strings } from '../../strings/strings.ts';
import { ArmingPanel } from '../rules/arming-panel.tsx';
import { AlertFeed } from './alert-feed.tsx';
import { CameraWall } from './camera-wall.tsx';
import { HeadList } from './head-list.tsx';
import { NodeSummary } from './node-summary.tsx';

/** Cameras and alerts as they are now. */
export function LivePage() {
  const version = useLive((live) => live.version);
  return (
    <div className="columns">
      <h1 className="unseen">{strings.nav.live}</h1>
      <AlertFeed />
      <div className="watch">
        <CameraWall />
        <div className="machines">
          <NodeSummary />
          <HeadList />
        </div>
        <ArmingPanel quiet />
        <footer className="page-foot">
          <span>{strings.live.footer.server(version ?? '')}</span>
          <span>{strings.live.footer.privacy}</span>
        </footer>
      </div>
    </div>
  );
}
