import type { Alert, CameraView, HeadView } from '@splitsight/wire';
import { memo, useEffect, useRef } from 'react';
import { formatDuration, formatScore } from '../../format/format.ts';
import { alertSpans } from '../../live/alert-list.ts';
import { cameraKey } from '../../live/score-book.ts';
import { useKnownSecond, useStore } from '../../live/use-live.ts';
import { putOnStage } from '../../plots/plot-stage.ts';
import { openScorePlot } from '../../plots/score-plot.ts';
import { strings } from '../../strings/strings.ts';

interface ScoreRowProps {
  readonly camera: Pick<CameraView, 'site' | 'camera' | 'name'>;
  readonly head: HeadView;
  readonly tall: boolean;
  /** The head's active alert at this camera. */
  readonly active: Alert | undefined;
}

/** A score older than this is no longer the present one. */
const staleAfter = 15_000;

export const ScoreRow = memo(function ScoreRow({ camera, head, tall, active }: ScoreRowProps) {
  const store = useStore();
  const place = useRef<HTMLDivElement>(null);
  const number = useRef<HTMLSpanElement>(null);
  const { site, camera: id } = camera;
  const { name, threshold } = head;

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const series = store.scores.series(cameraKey({ site, camera: id }), name);
    const plot = openScorePlot(element, {
      height: tall ? 56 : 34,
      series,
      threshold,
      now: store.serverNow,
      spans: (from) => alertSpans(store.live().alerts, { site, camera: id, head: name }, from, store.knownUntil()),
      spansRevision: () => store.live().alerts,
    });
    const leave = putOnStage(element, {
      resize: plot.resize,
      draw(now) {
        const drawn = plot.draw(now);
        if (drawn && number.current) showNumber(number.current, series.newest, threshold, store.serverNow());
        return drawn;
      },
    });
    return () => {
      leave();
      plot.close();
    };
  }, [store, site, id, name, threshold, tall]);

  return (
    <div className="score-row" data-alert={active?.severity}>
      <p className="score-head">
        <span className="head-name">{name}</span>
        {active ? (
          <ActiveFor alert={active} />
        ) : (
          <span className="threshold" title={strings.live.heads.thresholdHelp}>
            {strings.live.cameras.threshold(formatScore(threshold))}
          </span>
        )}
        <span ref={number} className="score">
          –
        </span>
      </p>
      <div ref={place} className="plot" role="img" aria-label={strings.live.cameras.plot(name, camera.name)} />
    </div>
  );
});

function ActiveFor({ alert }: { readonly alert: Alert }) {
  const now = useKnownSecond();
  return (
    <span className="active-for">
      {strings.live.alerts.severity[alert.severity]} {formatDuration(now - alert.started_at)}
    </span>
  );
}

type Newest = { readonly at: number; readonly score: number } | undefined;

/** Written past React: it changes several times a second. */
function showNumber(element: HTMLElement, newest: Newest, threshold: number, now: number): void {
  if (!newest) return;
  const text = formatScore(newest.score);
  if (element.textContent !== text) element.textContent = text;
  element.toggleAttribute('data-above', newest.score >= threshold);
  element.toggleAttribute('data-stale', now - newest.at > staleAfter);
}
