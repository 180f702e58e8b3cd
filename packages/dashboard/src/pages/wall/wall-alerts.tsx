import type { CameraView } from '@splitsight/wire';
import { StateBadge } from '../../components/state-badge.tsx';
import { alertName } from '../../format/alert-name.ts';
import { formatDuration } from '../../format/format.ts';
import type { AlertEntry } from '../../live/alert-list.ts';
import { useKnownSecond } from '../../live/use-live.ts';
import { strings } from '../../strings/strings.ts';

interface WallAlertsProps {
  readonly active: ReadonlyMap<string, readonly AlertEntry[]>;
  readonly cameras: ReadonlyMap<string, CameraView>;
}

/** As many as have room. */
const most = 6;

/** The active alerts of every site, newest first. */
export function WallAlerts({ active, cameras }: WallAlertsProps) {
  const now = useKnownSecond();
  const all = [...active.entries()]
    .flatMap(([key, entries]) => entries.map(({ alert }) => ({ key, alert })))
    .filter(({ alert }) => alert.severity === 'alert')
    .sort((a, b) => b.alert.raised_at - a.alert.raised_at);
  return (
    <section className="wall-alerts" aria-label={strings.live.alerts.title}>
      {all.length === 0 && (
        <p className="wall-calm">
          <StateBadge state="online" label={strings.wall.calm} />
        </p>
      )}
      <ol>
        {all.slice(0, most).map(({ key, alert }) => (
          <li key={alert.id} className="wall-alert">
            <strong>{cameras.get(key)?.name ?? alert.camera}</strong>
            <span>
              {alertName(alert.head)} · {formatDuration(now - alert.started_at)}
            </span>
            <span>
              {alert.site}
              {alert.zone !== null && ` / ${alert.zone}`}
            </span>
          </li>
        ))}
      </ol>
      {all.length > most && <p>{strings.wall.more(all.length - most)}</p>}
    </section>
  );
}
