import type { CameraView, HeadView, PicturePolicy, PictureView } from '@splitsight/wire';
import { memo, useId } from 'react';
import { Go } from '../../components/go.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { formatAge, formatMoment } from '../../format/format.ts';
import type { AlertEntry } from '../../live/alert-list.ts';
import { useLive, useServerSecond, useStore } from '../../live/use-live.ts';
import { strings } from '../../strings/strings.ts';
import { Thumbnail } from '../../thumbnails/thumbnail.tsx';
import { worstOf } from './active-alerts.ts';
import { cameraPath } from './camera-path.ts';
import { ScoreRow } from './score-row.tsx';
import { isInTrouble } from './wall-filter.ts';

interface CameraCardProps {
  readonly cameraKey: string;
  readonly camera: CameraView;
  readonly heads: readonly HeadView[];
  /** Its active alerts. */
  readonly active: readonly AlertEntry[];
  readonly picture: PictureView | undefined;
  readonly policy: PicturePolicy | null | undefined;
}

const noHeads: readonly string[] = [];

/** Of a score line. */
const heights = { few: 56, many: 34 };
/** A line with its name and its distance to the next. */
const roomOfScore = heights.few + 30;

export const CameraCard = memo(function CameraCard(props: CameraCardProps) {
  const { cameraKey, camera, heads, active, picture, policy } = props;
  const scored = useLive((live) => live.scored.get(cameraKey) ?? noHeads);
  const shown = heads.filter((head) => scored.includes(head.name));
  const id = useId();
  return (
    <article
      className="camera"
      data-state={camera.state}
      data-alert={worstOf(active)}
      data-trouble={isInTrouble(camera.state) || undefined}
      aria-labelledby={id}
    >
      <header className="camera-head">
        <Thumbnail camera={camera.name} picture={picture} policy={policy} />
        <h4 id={id}>
          <Go to={cameraPath(camera)}>{camera.name}</Go>
        </h4>
        <p className="camera-where">
          {camera.site} / {camera.camera}
        </p>
        <p className="camera-where">
          <StateBadge state={camera.state} label={strings.live.cameras.state[camera.state]} />
          <span>{camera.node ?? strings.live.cameras.noNode}</span>
        </p>
      </header>
      {camera.reason !== null && camera.state !== 'online' && <p className="camera-reason">{camera.reason}</p>}
      {/* As high before the first scores as after them, so that nothing below moves. */}
      <div
        className="scores"
        data-many={shown.length > 2 || undefined}
        style={{ minHeight: Math.min(2, heads.length) * roomOfScore }}
      >
        {shown.map((head) => (
          <ScoreRow
            key={head.name}
            camera={camera}
            head={head}
            height={shown.length <= 2 ? heights.few : heights.many}
            active={active.find(({ alert }) => alert.head === head.name)?.alert}
          />
        ))}
        {shown.length === 0 && (
          <p className="no-score">{heads.length === 0 ? strings.live.cameras.noHeads : strings.live.cameras.noScore}</p>
        )}
      </div>
      <CameraAge cameraKey={cameraKey} camera={camera} heads={shown} />
    </article>
  );
});

interface CameraAgeProps {
  readonly cameraKey: string;
  readonly camera: CameraView;
  readonly heads: readonly HeadView[];
}

export function CameraAge({ cameraKey, camera, heads }: CameraAgeProps) {
  const { scores } = useStore();
  const now = useServerSecond();
  // The view is sent when the state changes; the newest score may be younger.
  let seenAt = camera.last_seen_at ?? 0;
  for (const head of heads) seenAt = Math.max(seenAt, scores.series(cameraKey, head.name).newest?.at ?? 0);
  return (
    <footer className="camera-foot">
      <span>{seenAt === 0 ? strings.live.cameras.neverSeen : seenText(now - seenAt)}</span>
      {camera.since !== null && (
        <span>
          {strings.live.cameras.since(strings.live.cameras.state[camera.state], formatMoment(camera.since, now))}
        </span>
      )}
    </footer>
  );
}

function seenText(age: number): string {
  return age < 2000 ? strings.live.cameras.seenNow : strings.live.cameras.seen(formatAge(age));
}
