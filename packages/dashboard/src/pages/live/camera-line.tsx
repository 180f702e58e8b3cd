import type { CameraView, HeadView } from '@splitsight/wire';
import { memo } from 'react';
import { Go } from '../../components/go.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { formatMoment } from '../../format/format.ts';
import type { AlertEntry } from '../../live/alert-list.ts';
import { useLive, useServerSecond } from '../../live/use-live.ts';
import { strings } from '../../strings/strings.ts';
import { worstOf } from './active-alerts.ts';
import { cameraPath } from './camera-path.ts';
import { ScoreNumber } from './score-number.tsx';
import { isInTrouble } from './wall-filter.ts';

interface CameraLineProps {
  readonly cameraKey: string;
  readonly camera: CameraView;
  readonly heads: readonly HeadView[];
  /** Its active alerts. */
  readonly active: readonly AlertEntry[];
}

const noHeads: readonly string[] = [];
/** More have no room in one line; the tile and the camera's page show all. */
const mostHeads = 3;

/** A camera in one line: state, name, newest scores. */
export const CameraLine = memo(function CameraLine({ cameraKey, camera, heads, active }: CameraLineProps) {
  const scored = useLive((live) => live.scored.get(cameraKey) ?? noHeads);
  const inAlert = new Set(active.map(({ alert }) => alert.head));
  // Those in alert first: of the others it may be that none has room.
  const shown = heads
    .filter((head) => scored.includes(head.name))
    .sort((a, b) => Number(inAlert.has(b.name)) - Number(inAlert.has(a.name)))
    .slice(0, mostHeads);
  const words = strings.live.cameras;
  return (
    <article className="camera-line" data-state={camera.state} data-alert={worstOf(active)} aria-label={camera.name}>
      <StateBadge state={camera.state} label={words.state[camera.state]} />
      <Go className="camera-line-name" to={cameraPath(camera)}>
        {camera.name}
      </Go>
      {isInTrouble(camera.state) ? (
        <Since camera={camera} />
      ) : (
        <span className="camera-line-scores">
          {shown.map((head) => (
            <span key={head.name}>
              <span className="dim">{head.name}</span> <ScoreNumber cameraKey={cameraKey} head={head} />
            </span>
          ))}
          {shown.length === 0 && <span className="dim">{words.noScore}</span>}
        </span>
      )}
    </article>
  );
});

function Since({ camera: { reason, since, state } }: { readonly camera: CameraView }) {
  const now = useServerSecond();
  const words = strings.live.cameras;
  return (
    <span className="camera-line-reason" title={reason ?? undefined}>
      {[since !== null && words.since(words.state[state], formatMoment(since, now)), reason && withoutCode(reason)]
        .filter(Boolean)
        .join(' · ')}
    </span>
  );
}

/** A line has little room: the code is in its title, and on the camera's page. */
function withoutCode(reason: string): string {
  return reason.replace(/^[A-Z_]+: /, '');
}
