import type { ReviewAction } from '@splitsight/wire';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { useMay, useMe } from '../../api/me.ts';
import { AlertPictures } from '../../components/alert-pictures.tsx';
import { Button, IconButton } from '../../components/button.tsx';
import { Go } from '../../components/go.tsx';
import { TextInput } from '../../components/inputs.tsx';
import { alertName, isScored } from '../../format/alert-name.ts';
import { formatDuration, formatFull, formatLatency, formatScore } from '../../format/format.ts';
import { cameraKey } from '../../live/score-book.ts';
import { useKnownSecond, useLive } from '../../live/use-live.ts';
import { strings } from '../../strings/strings.ts';
import { encodeLike } from '../labels/like.ts';
import { SnoozePanel } from './snooze-panel.tsx';
import type { ReviewItem } from './use-reviews.ts';

interface ReviewDetailProps {
  readonly item: ReviewItem;
  readonly note: RefObject<HTMLTextAreaElement | null>;
  readonly busy: boolean;
  /** Resolves to whether it was done. */
  readonly onAct: (action: ReviewAction) => Promise<boolean>;
  readonly onClose: () => void;
}

/** One alert, all that is known of it, and what can be done about it. */
export function ReviewDetail({ item, note, busy, onAct, onClose }: ReviewDetailProps) {
  const { alert, review } = item;
  const now = useKnownSecond();
  const words = strings.review;
  const may = useMay();
  const cameraName = useLive((live) => live.cameras.get(cameraKey(alert))?.name ?? alert.camera);
  const end = alert.state === 'active' ? now : (alert.ended_at ?? alert.raised_at);
  const facts: readonly (readonly [string, string])[] = [
    [words.facts.raised, formatFull(alert.raised_at)],
    [
      words.facts.duration,
      `${formatDuration(end - alert.started_at)}${alert.state === 'active' ? `, ${words.active}` : ''}`,
    ],
    ...(alert.late
      ? []
      : [[words.facts.latency, formatLatency(Math.max(0, alert.raised_at - alert.captured_at))] as const]),
    ...(isScored(alert)
      ? [[words.facts.score, `${formatScore(alert.score)}, ${words.facts.peak} ${formatScore(alert.peak)}`] as const]
      : []),
    [words.facts.severity, words.filters.severities[alert.severity]],
    [words.facts.zone, alert.zone ?? strings.common.none],
    ...(isScored(alert)
      ? [
          [words.facts.head, `${alert.head} ${alert.head_version}`] as const,
          [words.facts.backbone, `${alert.fingerprint}, ${alert.codec}`] as const,
        ]
      : []),
    [
      words.facts.acknowledged,
      review.acknowledged ? words.byAt(review.acknowledged.by, formatFull(review.acknowledged.at)) : strings.common.no,
    ],
    [
      words.facts.verdict,
      review.verdict
        ? `${words.verdicts[review.verdict.verdict]} (${words.byAt(review.verdict.by, formatFull(review.verdict.at))})`
        : strings.common.none,
    ],
  ];
  return (
    <aside className="review-detail" aria-label={words.detail}>
      <header>
        <h2>
          {alertName(alert.head)} · {cameraName}
        </h2>
        <IconButton icon="close" label={strings.common.close} onClick={onClose} />
      </header>
      {alert.late && (
        <p>
          <strong>{words.late}</strong>: {words.lateHelp}
        </p>
      )}
      <AlertPictures alert={alert} />
      <div className="review-buttons">
        {review.acknowledged ? (
          <Button busy={busy} onClick={() => void onAct({ kind: 'reopen' })}>
            {words.actions.reopen}
          </Button>
        ) : (
          <Button kind="main" busy={busy} onClick={() => void onAct({ kind: 'acknowledge' })}>
            {words.actions.acknowledge}
          </Button>
        )}
        <fieldset className="segments">
          <legend className="unseen">{words.judge}</legend>
          {(['true', 'false', 'unsure'] as const).map((verdict) => (
            <button
              key={verdict}
              type="button"
              aria-pressed={review.verdict?.verdict === verdict}
              onClick={() => void onAct({ kind: 'judge', verdict, label: null })}
            >
              {words.verdicts[verdict]}
            </button>
          ))}
        </fieldset>
        {may('operate') && <Go to={likeAlert(alert)}>{strings.labels.likeThis}</Go>}
      </div>
      <dl className="review-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {may('operate') && <SnoozePanel alert={alert} />}
      <Assign assignee={review.assignee} busy={busy} onAct={onAct} />
      <Notes item={item} note={note} busy={busy} onAct={onAct} />
    </aside>
  );
}

/** Where things like those of an alert are looked for. */
function likeAlert({ id, site, camera, captured_at: at }: ReviewItem['alert']): string {
  return `/labels?${new URLSearchParams({ like: encodeLike({ kind: 'moment', site, camera, at }), alert: id })}`;
}

interface PartProps extends Pick<ReviewDetailProps, 'busy' | 'onAct'> {}

function Assign({ assignee, busy, onAct }: PartProps & { readonly assignee: string | null }) {
  const [to, setTo] = useState(assignee ?? '');
  const known = useRef(assignee);
  useEffect(() => {
    // Somebody else may have assigned it meanwhile; what is being typed stays.
    setTo((typed) => (typed === (known.current ?? '') ? (assignee ?? '') : typed));
    known.current = assignee;
  }, [assignee]);
  const words = strings.review;
  const me = useMe();
  const next = to.trim() === '' ? null : to.trim();
  return (
    <form
      className="review-assign"
      onSubmit={(event) => {
        event.preventDefault();
        void onAct({ kind: 'assign', to: next });
      }}
    >
      <TextInput label={words.assignee} maxLength={100} value={to} onChange={setTo} />
      <Button type="submit" busy={busy} disabled={next === assignee}>
        {words.actions.assign}
      </Button>
      {me && assignee !== me.name && (
        <Button kind="quiet" busy={busy} onClick={() => void onAct({ kind: 'assign', to: me.name })}>
          {words.actions.take}
        </Button>
      )}
    </form>
  );
}

function Notes({ item, note, busy, onAct }: PartProps & Pick<ReviewDetailProps, 'item' | 'note'>) {
  const [text, setText] = useState('');
  const words = strings.review;
  return (
    <section className="review-notes">
      <h3>{words.notesTitle}</h3>
      <ol>
        {item.review.notes.map(({ by, at, text: said }) => (
          <li key={`${at}/${by}/${said.length}`}>
            <p>{said}</p>
            <p className="dim">{words.byAt(by, formatFull(at))}</p>
          </li>
        ))}
      </ol>
      <form
        onSubmit={async (event) => {
          event.preventDefault();
          if (await onAct({ kind: 'note', text: text.trim() })) setText('');
        }}
      >
        <label className="field">
          <span>{words.note}</span>
          <textarea
            ref={note}
            className="input"
            rows={2}
            maxLength={2000}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        <Button type="submit" busy={busy} disabled={text.trim() === ''}>
          {words.actions.note}
        </Button>
      </form>
    </section>
  );
}
