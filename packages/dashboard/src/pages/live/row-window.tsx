import { measureElement, useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import type { WallRow } from './wall-rows.ts';

interface RowWindowProps {
  readonly rows: readonly WallRow[];
  /** Of a row of cameras, in CSS pixels. */
  readonly height: number;
  /** Whether a row of cameras may be higher or lower than that. */
  readonly isMeasured: boolean;
  /** So many rows are there beyond what can be seen. */
  readonly ready: number;
  readonly draw: (row: WallRow, height: number) => ReactNode;
}

/** The rows that can be seen, and a few more. */
export function RowWindow({ rows, height, isMeasured, ready, draw }: RowWindowProps) {
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
              ref={isMeasured || row.kind === 'site' ? virtual.measureElement : undefined}
              data-index={index}
              className="virtual-row"
              style={{ top: start - top }}
            >
              {draw(row, heights.current.cameras)}
            </div>
          )
        );
      })}
    </div>
  );
}
