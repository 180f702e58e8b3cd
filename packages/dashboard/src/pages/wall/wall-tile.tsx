import type { CameraView, HeadView } from '@splitsight/wire';
import { memo } from 'react';
import { StateBadge } from '../../components/state-badge.tsx';
import type { AlertEntry } from '../../live/alert-list.ts';
import { useLive } from '../../live/use-live.ts';
import { strings } from '../../strings/strings.ts';
import { worstOf } from '../live/active-alerts.ts';
import { ScoreRow } from '../live/score-row.tsx';
import { isInTrouble } from '../live/wall-filter.ts';

interface WallTileProps {
  readonly cameraKey: string;
  readonly camera: CameraView;
  readonly heads: readonly HeadView[];
  readonly active: readonly AlertEntry[];
  /** Of the score line, in CSS pixels. */
  readonly height: number;
}

const noHeads: readonly string[] = [];

/** A camera on the wall: its name, and the score that matters most. */
export const WallTile = memo(function WallTile({ cameraKey, camera, heads, active, height }: WallTileProps) {
  const scored = useLive((live) => live.scored.get(cameraKey) ?? noHeads);
  // The head in alert; else the first that scores this camera.
  const head =
    heads.find(({ name }) => active.some(({ alert }) => alert.head === name)) ??
    heads.find(({ name }) => scored.includes(name));
  return (
    <article
      className="wall-tile"
      data-state={camera.state}
      data-alert={worstOf(active)}
      data-trouble={isInTrouble(camera.state) || undefined}
      aria-label={camera.name}
    >
      <header>
        <h2>{camera.name}</h2>
        {camera.state !== 'online' && (
          <StateBadge state={camera.state} label={strings.live.cameras.state[camera.state]} />
        )}
      </header>
      {head ? (
        <ScoreRow
          camera={camera}
          head={head}
          height={height}
          active={active.find(({ alert }) => alert.head === head.name)?.alert}
        />
      ) : (
        <p className="no-score">{strings.live.cameras.noScore}</p>
      )}
    </article>
  );
});
