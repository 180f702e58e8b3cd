import { Icon } from '../../components/icon.tsx';
import { alertName, isScored } from '../../format/alert-name.ts';
import { formatDuration, formatMoment, formatScore } from '../../format/format.ts';
import { useKnownSecond } from '../../live/use-live.ts';
import { strings } from '../../strings/strings.ts';
import type { ReviewItem } from './use-reviews.ts';

interface ReviewRowProps {
  readonly item: ReviewItem;
  readonly cameraName: string;
  readonly marked: boolean;
  readonly open: boolean;
  /** Whether Tab reaches it. */
  readonly reachable: boolean;
  readonly onMark: () => void;
  readonly onOpen: () => void;
  readonly onFocus: () => void;
}

export function ReviewRow({ item, cameraName, marked, open, reachable, onMark, onOpen, onFocus }: ReviewRowProps) {
  const { alert, review } = item;
  const now = useKnownSecond();
  const words = strings.review;
  const tabIndex = reachable ? 0 : -1;
  const until = alert.state === 'active' ? now : (alert.ended_at ?? alert.raised_at);
  return (
    <article
      className="review-row"
      data-alert={alert.id}
      data-state={alert.state}
      data-severity={alert.severity}
      data-done={review.acknowledged !== null}
      data-open={open}
      onFocus={onFocus}
    >
      <input
        type="checkbox"
        checked={marked}
        tabIndex={tabIndex}
        aria-label={words.mark(alertName(alert.head), cameraName)}
        onChange={onMark}
      />
      <button type="button" className="review-open" tabIndex={tabIndex} aria-pressed={open} onClick={onOpen}>
        <Icon name={alert.severity} />
        <span className="review-where">
          <strong>{cameraName}</strong>
          <span className="dim">
            {alert.site}
            {alert.zone !== null && ` / ${alert.zone}`}
          </span>
        </span>
        <span className="review-what">
          {alertName(alert.head)} {isScored(alert) && <span className="score">{formatScore(alert.peak)}</span>}
        </span>
        <span className="review-when">
          <time dateTime={new Date(alert.raised_at).toISOString()}>{formatMoment(alert.raised_at, now)}</time>
          <span className="dim">
            {alert.state === 'active' ? words.active : ''} {formatDuration(until - alert.started_at)}
          </span>
        </span>
        <span className="review-state">
          {alert.late && <span title={words.lateHelp}>{words.late}</span>}
          {review.verdict && (
            <span data-verdict={review.verdict.verdict}>{words.verdicts[review.verdict.verdict]}</span>
          )}
          {review.acknowledged && !review.verdict && <span>{words.acknowledged}</span>}
          {review.assignee !== null && <span className="dim">{review.assignee}</span>}
          {review.notes.length > 0 && <span className="dim">{words.notes(review.notes.length)}</span>}
        </span>
      </button>
    </article>
  );
}
