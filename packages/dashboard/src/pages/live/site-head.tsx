import { type CameraView, cameraStates } from '@splitsight/wire';
import { Go } from '../../components/go.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { formatCount } from '../../format/format.ts';
import { strings } from '../../strings/strings.ts';
import type { Counts } from './wall-rows.ts';

const states: readonly CameraView['state'][] = [...cameraStates, 'unknown'];

/** A site and how its cameras do. */
export function SiteHead({ site, counts }: { readonly site: string; readonly counts: Counts }) {
  const words = strings.live.cameras;
  return (
    <header className="site-head">
      <h3>
        <Go to={`/?site=${encodeURIComponent(site)}`} label={words.onlySite(site)}>
          {site}
        </Go>
      </h3>
      <ul className="site-counts">
        {counts.alerting > 0 && (
          <li className="site-alerts">
            <StateBadge state="alert" label={words.inAlert(counts.alerting)} />
          </li>
        )}
        {states
          .filter((state) => counts[state] > 0)
          .map((state) => (
            <li key={state}>
              <StateBadge state={state} label={`${formatCount(counts[state])} ${words.state[state].toLowerCase()}`} />
            </li>
          ))}
      </ul>
    </header>
  );
}
