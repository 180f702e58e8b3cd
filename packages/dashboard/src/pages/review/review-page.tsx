import { reviewSummarySchema } from '@splitsight/wire';
import { useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useFilters } from '../../address/use-filters.ts';
import { useApi } from '../../api/use-api.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { useKnownSecond } from '../../live/use-live.ts';
import { strings } from '../../strings/strings.ts';
import { BulkBar } from './bulk-bar.tsx';
import { FilterBar } from './filter-bar.tsx';
import { KeyHelp } from './key-help.tsx';
import type { ReviewCommand } from './keys.ts';
import { ReviewDetail } from './review-detail.tsx';
import { type ReviewFilters, reviewFiltersSchema, reviewQuery } from './review-filters.ts';
import { ReviewList } from './review-list.tsx';
import { useActing } from './use-acting.ts';
import { useReviews } from './use-reviews.ts';
import './review.css';

const hour = 3_600_000;

/** The alerts of the past, and what people made of them. */
export function ReviewPage() {
  const [filters, setFilters] = useFilters(reviewFiltersSchema);
  const thisHour = Math.floor(useKnownSecond() / hour) * hour;
  const query = useMemo(() => reviewQuery(filters, thisHour), [filters, thisHour]);
  const { items, fresh, error, loading, complete, more, showFresh } = useReviews(query);
  const summary = useApi('/api/v1/reviews/summary', { answer: reviewSummarySchema, every: 60_000 });
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const [help, setHelp] = useState(false);
  const note = useRef<HTMLTextAreaElement>(null);
  const { act, busy } = useActing();
  const words = strings.review;

  const open = items.find(({ alert }) => alert.id === filters.alert);
  const look = (id: string) => setFilters({ alert: id });
  const mark = (id: string) => setMarked((before) => toggled(before, id));
  const command = (what: ReviewCommand, id: string) => {
    const alerts = marked.size > 0 ? [...marked] : [id];
    if (what === 'acknowledge' || what === 'reopen') return void act(alerts, { kind: what });
    if (what === 'true' || what === 'false' || what === 'unsure')
      return void act(alerts, { kind: 'judge', verdict: what, label: null });
    if (what === 'help') return setHelp(true);
    if (what === 'mark') return mark(id);
    if (what === 'clear') return marked.size > 0 ? setMarked(new Set()) : look('');
    if (what === 'note' || what === 'open') {
      // Before the next key comes: it belongs to the note.
      flushSync(() => look(id));
      if (what === 'note') note.current?.focus();
    }
  };

  return (
    <div className="sheet review">
      <PageHead title={words.title} {...(summary.data && { help: words.open(summary.data.open) })}>
        <Button kind="quiet" onClick={() => setHelp(true)}>
          {words.keys.title}
        </Button>
      </PageHead>
      <FilterBar
        filters={filters}
        onChange={(change: Partial<ReviewFilters>) => setFilters({ ...change, alert: '' })}
      />
      {marked.size > 0 && (
        <BulkBar
          count={marked.size}
          busy={busy}
          onAct={(action) => act([...marked], action)}
          onClear={() => setMarked(new Set())}
        />
      )}
      {fresh > 0 && (
        <p className="review-fresh">
          <Button kind="main" onClick={showFresh}>
            {words.fresh(fresh)}
          </Button>
        </p>
      )}
      {error && <ErrorNote error={error} onRetry={showFresh} />}
      <div className="review-columns" data-open={open !== undefined}>
        <section className="review-list" aria-label={words.list}>
          {items.length === 0 && !loading && !error ? (
            <EmptyState text={words.none} help={words.noneHelp} />
          ) : (
            <ReviewList
              items={items}
              marked={marked}
              openId={filters.alert}
              onMark={mark}
              onOpen={look}
              onCommand={command}
              onEnd={more}
            />
          )}
          <p className="dim" role="status">
            {loading ? strings.common.loading : complete && items.length > 0 ? words.all(items.length) : ''}
          </p>
          {!complete && !loading && <Button onClick={more}>{words.more}</Button>}
        </section>
        {open && (
          <ReviewDetail
            key={open.alert.id}
            item={open}
            note={note}
            busy={busy}
            onAct={(action) => act([open.alert.id], action)}
            onClose={() => look('')}
          />
        )}
      </div>
      {help && <KeyHelp onClose={() => setHelp(false)} />}
    </div>
  );
}

function toggled(set: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(id)) next.add(id);
  return next;
}
