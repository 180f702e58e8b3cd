import type { CameraView, HeadView, PicturePolicy, PictureView } from '@splitsight/wire';
import { memo } from 'react';
import { InTurn } from '../../components/in-turn.tsx';
import type { AlertEntry } from '../../live/alert-list.ts';
import { noAlerts } from './active-alerts.ts';
import { CameraCard } from './camera-card.tsx';
import { CameraLine } from './camera-line.tsx';
import type { WallFilter } from './wall-filter.ts';
import type { Placed } from './wall-rows.ts';

interface CameraRowProps {
  readonly view: WallFilter['view'];
  readonly cameras: readonly Placed[];
  /** So many would stand side by side. */
  readonly columns: number;
  /** About how high a tile becomes, in CSS pixels. */
  readonly tileHeight: number;
  readonly heads: readonly HeadView[];
  readonly active: ReadonlyMap<string, readonly AlertEntry[]>;
  readonly newest: ReadonlyMap<string, PictureView>;
  readonly policies: ReadonlyMap<string, PicturePolicy | null>;
}

/** Cameras side by side. Scrolling draws only the rows that come: the others' properties are what they were. */
export const CameraRow = memo(function CameraRow(props: CameraRowProps) {
  const { view, cameras, columns, tileHeight, heads, active, newest, policies } = props;
  const shownOf = (key: string, camera: CameraView) => ({
    cameraKey: key,
    camera,
    heads,
    active: active.get(key) ?? noAlerts,
  });
  return (
    <div className="wall-row" data-view={view} style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}>
      {cameras.map(([key, camera]) =>
        view === 'rows' ? (
          // A line costs less than its turn would.
          <CameraLine key={key} {...shownOf(key, camera)} />
        ) : (
          <InTurn key={key} before={<div className="camera-to-come" style={{ height: tileHeight }} />}>
            {() => <CameraCard {...shownOf(key, camera)} picture={newest.get(key)} policy={policies.get(key)} />}
          </InTurn>
        ),
      )}
    </div>
  );
});
