import { measureElement, useWindowVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useFilters } from '../../address/use-filters.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { InTurn } from '../../components/in-turn.tsx';
import { useLive } from '../../live/use-live.ts';
import { strings } from '../../strings/strings.ts';
import { useCameraPictures } from '../../thumbnails/use-camera-pictures.ts';
import { noAlerts, useActiveAlerts } from './active-alerts.ts';
import { CameraCard } from './camera-card.tsx';
import { CameraLine } from './camera-line.tsx';
import { SiteHead } from './site-head.tsx';
import { useWidth } from './use-width.ts';
import { WallControls } from './wall-controls.tsx';
import { wallSchema } from './wall-filter.ts';
import { layOutWall, type WallRow } from './wall-rows.ts';

/** How wide a camera is at least, about how high a row of them is, in CSS pixels, and how many rows are ready beyond what can be seen. */
const sizes = { tiles: { width: 290, height: 272, ready: 2 }, rows: { width: 400, height: 41, ready: 10 } };
const gap = 12;
/** Between two rows. */
const below = { tiles: gap, rows: 4 };

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

  const draw = (row: WallRow, height: number) => {
    if (row.kind === 'site') return <SiteHead site={row.site} counts={row.counts} />;
    return (
      <div className="wall-row" data-view={view} style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}>
        {row.cameras.map(([key, camera]) => {
          const shown = { cameraKey: key, camera, heads, active: active.get(key) ?? noAlerts };
          return (
            <InTurn key={key} before={<div className="camera-to-come" style={{ height: height - below[view] }} />}>
              {() =>
                view === 'tiles' ? (
                  <CameraCard {...shown} picture={newest.get(key)} policy={policies.get(key)} />
                ) : (
                  <CameraLine {...shown} />
                )
              }
            </InTurn>
          );
        })}
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
      <div ref={place}>{width > 0 && <Rows key={view} rows={wall.rows} {...sizes[view]} draw={draw} />}</div>
    </section>
  );
}

interface RowsProps {
  readonly rows: readonly WallRow[];
  readonly height: number;
  readonly ready: number;
  readonly draw: (row: WallRow, height: number) => React.ReactNode;
}

function Rows({ rows, height, ready, draw }: RowsProps) {
  const place = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  // Rows of a kind are as high as the one before: a guess that is wrong moves everything below when the row comes.
  const heights = useRef({ site: 38, cameras: height });
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: (index) => heights.current[rows[index]?.kind ?? 'cameras'],
    measureElement(element, entry, instance) {
      const size = measureElement(element, entry, instance);
      heights.current[rows[instance.indexFromElement(element)]?.kind ?? 'cameras'] = size;
      return size;
    },
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: ready,
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
              {draw(row, heights.current.cameras)}
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
