import type { Alert } from '@splitsight/wire';
import { memo } from 'react';
import { Go } from '../../components/go.tsx';
import { Icon } from '../../components/icon.tsx';
import { alertName, isScored } from '../../format/alert-name.ts';
import { formatDuration, formatFull, formatLatency, formatMoment, formatScore } from '../../format/format.ts';
import { type AlertEntry, captureToScreen } from '../../live/alert-list.ts';
import { useKnownSecond, useServerSecond } from '../../live/use-live.ts';
import { strings } from '../../strings/strings.ts';
import { cameraPath } from './camera-path.ts';

interface AlertRowProps {
  readonly entry: AlertEntry;
  readonly cameraName: string;
}

export const AlertRow = memo(function AlertRow({ entry, cameraName }: AlertRowProps) {
  const { alert, shownAt } = entry;
  const isActive = alert.state === 'active';
  return (
    <li className="alert-place">
      <div className="alert" data-state={alert.state} data-severity={alert.severity} data-live={shownAt !== null}>
        <Icon name={alert.severity} />
        <Go className="alert-camera" to={cameraPath(alert)} label={strings.live.alerts.goToCamera(cameraName)}>
          {cameraName}
        </Go>
        <Started at={alert.started_at} />
        <p className="alert-what">
          <strong>{alertName(alert.head)}</strong>
          {isScored(alert) && <Scores alert={alert} />}
        </p>
        <p className="alert-state">{isActive ? <Running since={alert.started_at} /> : lastedOf(alert)}</p>
        <p className="alert-detail">
          <span>
            {alert.late && `${strings.review.late} · `}
            {strings.live.alerts.severity[alert.severity]} · {alert.site}
            {alert.zone !== null && ` / ${alert.zone}`}
          </span>
          <Latency entry={entry} />
        </p>
      </div>
    </li>
  );
});

function lastedOf(alert: Alert): string {
  return strings.live.alerts.lasted(formatDuration((alert.ended_at ?? alert.raised_at) - alert.started_at));
}

function Scores({ alert }: { readonly alert: Alert }) {
  return (
    <>
      {alert.state === 'active' && <span className="score">{formatScore(alert.score)}</span>}
      <span className="dim">
        {strings.live.alerts.peak} {formatScore(alert.peak)}
      </span>
    </>
  );
}

/** Alerts of before the page was opened have none. */
function Latency({ entry }: { readonly entry: AlertEntry }) {
  const latency = captureToScreen(entry);
  if (latency === null) return null;
  return (
    <span title={strings.live.alerts.captureToScreenHelp}>
      {strings.live.alerts.captureToScreen} <span className="latency">{formatLatency(latency)}</span>
    </span>
  );
}

function Started({ at }: { readonly at: number }) {
  const now = useServerSecond();
  return (
    <time
      className="alert-time"
      dateTime={new Date(at).toISOString()}
      title={`${strings.live.alerts.started} ${formatFull(at)}`}
    >
      {formatMoment(at, now)}
    </time>
  );
}

function Running({ since }: { readonly since: number }) {
  const now = useKnownSecond();
  return (
    <>
      <span className="pulse" aria-hidden="true" />
      {strings.live.alerts.active} {formatDuration(now - since)}
    </>
  );
}
