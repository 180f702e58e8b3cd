import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useFilters } from '../../address/use-filters.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { useLive } from '../../live/use-live.ts';
import { strings } from '../../strings/strings.ts';
import { noAlerts, useActiveAlerts } from './active-alerts.ts';
import { CameraCard } from './camera-card.tsx';
import { CameraLine } from './camera-line.tsx';
import { SiteHead } from './site-head.tsx';
import { useWidth } from './use-width.ts';
import { WallControls } from './wall-controls.tsx';
import { wallSchema } from './wall-filter.ts';
import { layOutWall, type WallRow } from './wall-rows.ts';

/** How wide a camera is at least, and about how high a row of them is, in CSS pixels. */
const sizes = { tiles: { width: 290, height: 262 }, rows: { width: 400, height: 41 } };
const gap = 12;

/** The cameras of every site. Only the rows that can be seen, and a few more, are in the page. */
export function CameraWall() {
  const cameras = useLive((live) => live.cameras);
  const heads = useLive((live) => live.heads);
  const active = useActiveAlerts();
  const [filter, change] = useFilters(wallSchema);
  const place = useRef<HTMLDivElement>(null);
  const width = useWidth(place);
  const columns = columnsIn(width, filter.view, cameras.size);
  const wall = useMemo(
    () => layOutWall(cameras, (key) => active.has(key), filter, columns),
    [cameras, active, filter, columns],
  );
  const { view } = filter;

  const draw = (row: WallRow) => {
    if (row.kind === 'site') return <SiteHead site={row.site} counts={row.counts} />;
    return (
      <div className="wall-row" data-view={view} style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}>
        {row.cameras.map(([key, camera]) =>
          view === 'tiles' ? (
            <CameraCard key={key} cameraKey={key} camera={camera} heads={heads} active={active.get(key) ?? noAlerts} />
          ) : (
            <CameraLine key={key} cameraKey={key} camera={camera} heads={heads} active={active.get(key) ?? noAlerts} />
          ),
        )}
      </div>
    );
  };

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
      <div ref={place}>{width > 0 && <Rows key={view} rows={wall.rows} height={sizes[view].height} draw={draw} />}</div>
    </section>
  );
}

interface RowsProps {
  readonly rows: readonly WallRow[];
  readonly height: number;
  readonly draw: (row: WallRow) => React.ReactNode;
}

function Rows({ rows, height, draw }: RowsProps) {
  const place = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: (index) => (rows[index]?.kind === 'site' ? 44 : height),
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 3,
    scrollMargin: top,
  });
  useLayoutEffect(() => {
    // Only when the wall is another one: asking costs a layout, and a little too high or low does no harm.
    if (rows.length > 0) setTop((place.current?.getBoundingClientRect().top ?? 0) + scrollY);
  }, [rows.length]);
  return (
    <div ref={place} className="virtual" style={{ height: virtual.getTotalSize() }}>
      {virtual.getVirtualItems().map(({ key, index, start }) => {
        const row = rows[index];
        return (
          row && (
            <div
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              className="virtual-row"
              style={{ transform: `translateY(${start - top}px)` }}
            >
              {draw(row)}
            </div>
          )
        );
      })}
    </div>
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
