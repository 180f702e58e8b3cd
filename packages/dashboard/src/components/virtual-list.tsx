import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';

interface VirtualListProps<Item> {
  readonly label: string;
  readonly items: readonly Item[];
  readonly itemKey: (item: Item) => string;
  /** About how high an item is, in CSS pixels; the true height is measured. */
  readonly estimate: number;
  readonly children: (item: Item, index: number) => ReactNode;
  /** Called when the last items come into sight: time to load the next page. */
  readonly onEnd?: () => void;
}

/** A list of any length in the page's own flow: only what can be seen, and a little more, is drawn. */
export function VirtualList<Item>({ label, items, itemKey, estimate, children, onEnd }: VirtualListProps<Item>) {
  const place = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  const virtual = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => estimate,
    overscan: 6,
    scrollMargin: top,
    getItemKey: (index) => {
      const item = items[index];
      return item === undefined ? index : itemKey(item);
    },
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;

  useLayoutEffect(() => {
    // Only when the list is another one: asking costs a layout, and a little too high or low does no harm.
    if (items.length > 0) setTop((place.current?.getBoundingClientRect().top ?? 0) + scrollY);
  }, [items.length]);
  useLayoutEffect(() => {
    if (items.length > 0 && last >= items.length - 3) onEnd?.();
  }, [last, items.length, onEnd]);

  return (
    <ul ref={place} className="virtual" aria-label={label} style={{ height: virtual.getTotalSize() }}>
      {shown.map(({ key, index, start }) => {
        const item = items[index];
        return item === undefined ? null : (
          <li
            key={key}
            ref={virtual.measureElement}
            data-index={index}
            aria-setsize={items.length}
            aria-posinset={index + 1}
            style={{ top: start - top }}
          >
            {children(item, index)}
          </li>
        );
      })}
    </ul>
  );
}
