import { useMemo, useRef } from 'react';
import { useFilters } from '../../address/use-filters.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { useLive } from '../../live/use-live.ts';
import { strings } from '../../strings/strings.ts';
import { useCameraPictures } from '../../thumbnails/use-camera-pictures.ts';
import { useActiveAlerts } from './active-alerts.ts';
import { CameraRow } from './camera-row.tsx';
import { RowWindow } from './row-window.tsx';
import { SiteHead } from './site-head.tsx';
import { useWidth } from './use-width.ts';
import { WallControls } from './wall-controls.tsx';
import { wallSchema } from './wall-filter.ts';
import { layOutWall, type WallRow } from './wall-rows.ts';

/**
 * How wide a camera is at least, how high a row of them is with what is below it, in CSS pixels (tiles: about so high, it is measured),
 * and how many rows are ready beyond what can be seen.
 */
const sizes = {
  tiles: { width: 290, height: 272, ready: 2, isMeasured: true },
  rows: { width: 400, height: 41, ready: 5, isMeasured: false },
};
const gap = 12;

/** The cameras of every site. Only the rows that can be seen, and a few more, are in the page. */
export function CameraWall() {
  const cameras = useLive((live) => live.cameras);
  const heads = useLive((live) => live.heads);
  const active = useActiveAlerts();
  const { newest, policies } = useCameraPictures();
  const [filter, change] = useFilters(wallSchema);
  const place = useRef<HTMLDivElement>(null);
  const width = useWidth(place);
  const columns = columnsIn(width, filter.view, cameras.size);
  const wall = useMemo(
    () => layOutWall(cameras, (key) => active.has(key), filter, columns),
    [cameras, active, filter, columns],
  );
  const { view } = filter;

  const draw = (row: WallRow, height: number) =>
    row.kind === 'site' ? (
      <SiteHead site={row.site} counts={row.counts} />
    ) : (
      <CameraRow
        {...{ view, columns, heads, active, newest, policies }}
        cameras={row.cameras}
        tileHeight={height - gap}
      />
    );

  return (
    <section id="cameras" className="wall" aria-labelledby="cameras-title" tabIndex={-1}>
      <WallControls filter={filter} onChange={change} wall={wall} total={cameras.size} />
      {cameras.size === 0 && (
        <EmptyState
          text={strings.live.cameras.none}
          help={strings.live.cameras.noneHelp}
          command={strings.live.cameras.agentCommand}
        />
      )}
      {cameras.size > 0 && wall.shown === 0 && <EmptyState text={noneText(filter.show)} />}
      <div ref={place}>{width > 0 && <RowWindow key={view} rows={wall.rows} {...sizes[view]} draw={draw} />}</div>
    </section>
  );
}

/** A small site gets large tiles. */
function columnsIn(width: number, view: 'tiles' | 'rows', cameras: number): number {
  const least = view === 'tiles' && cameras <= 2 ? 420 : sizes[view].width;
  return Math.max(1, Math.floor((width + gap) / (least + gap)));
}

function noneText(show: keyof typeof strings.live.cameras.filters): string {
  const { noneOfFilter, noneInState, filters } = strings.live.cameras;
  return show === 'all' || show === 'alerting' || show === 'trouble' ? noneOfFilter[show] : noneInState(filters[show]);
}
