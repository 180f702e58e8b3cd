import { useCallback, useRef, useState } from 'react';
import { VirtualList } from '../../components/virtual-list.tsx';
import { cameraKey } from '../../live/score-book.ts';
import { useLive } from '../../live/use-live.ts';
import { strings } from '../../strings/strings.ts';
import { commandOf, type ReviewCommand } from './keys.ts';
import { ReviewRow } from './review-row.tsx';
import type { ReviewItem } from './use-reviews.ts';

interface ReviewListProps {
  readonly items: readonly ReviewItem[];
  readonly marked: ReadonlySet<string>;
  /** The alert whose details are shown. */
  readonly openId: string;
  readonly onMark: (id: string) => void;
  readonly onOpen: (id: string) => void;
  readonly onCommand: (command: ReviewCommand, id: string) => void;
  readonly onEnd: () => void;
}

/** The rows: one of them can be reached by Tab, the keys of the list go from row to row. */
export function ReviewList({ items, marked, openId, onMark, onOpen, onCommand, onEnd }: ReviewListProps) {
  const cameras = useLive((live) => live.cameras);
  const place = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState('');
  const here = items.some(({ alert }) => alert.id === current) ? current : (items[0]?.alert.id ?? '');

  const go = (by: number) => {
    const index = items.findIndex(({ alert }) => alert.id === here);
    const next = items[Math.min(items.length - 1, Math.max(0, index + by))]?.alert.id;
    if (next === undefined) return;
    setCurrent(next);
    // The row after one that is seen is drawn already, so it can take the focus, and scrolls into sight with it.
    place.current?.querySelector<HTMLElement>(`[data-alert="${CSS.escape(next)}"] .review-open`)?.focus();
    if (openId !== '') onOpen(next);
  };
  const key = useCallback((item: ReviewItem) => item.alert.id, []);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the rows, which have the focus
    <div
      ref={place}
      onKeyDown={(event) => {
        const inRow = event.target instanceof HTMLElement && event.target.closest('[data-alert]');
        const command = inRow ? commandOf(event) : undefined;
        const isOwn = event.target instanceof HTMLInputElement && event.key === ' ';
        if (!command || isOwn) return;
        event.preventDefault();
        if (command === 'next' || command === 'previous') go(command === 'next' ? 1 : -1);
        else onCommand(command, here);
      }}
    >
      <VirtualList label={strings.review.list} items={items} itemKey={key} estimate={58} onEnd={onEnd}>
        {(item) => {
          const { id } = item.alert;
          return (
            <ReviewRow
              item={item}
              cameraName={cameras.get(cameraKey(item.alert))?.name ?? item.alert.camera}
              marked={marked.has(id)}
              open={id === openId}
              reachable={id === here}
              onMark={() => onMark(id)}
              onOpen={() => onOpen(id)}
              onFocus={() => setCurrent(id)}
            />
          );
        }}
      </VirtualList>
    </div>
  );
}
