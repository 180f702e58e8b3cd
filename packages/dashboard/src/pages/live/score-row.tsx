import type { Alert, CameraView, HeadView } from '@splitsight/wire';
import { memo, useEffect, useRef } from 'react';
import { formatDuration, formatScore } from '../../format/format.ts';
import { alertSpans } from '../../live/alert-list.ts';
import { cameraKey } from '../../live/score-book.ts';
import { useKnownSecond, useStore } from '../../live/use-live.ts';
import { putOnStage } from '../../plots/plot-stage.ts';
import { openScorePlot } from '../../plots/score-plot.ts';
import { strings } from '../../strings/strings.ts';
import { showScore } from './score-number.tsx';

interface ScoreRowProps {
  readonly camera: Pick<CameraView, 'site' | 'camera' | 'name'>;
  readonly head: HeadView;
  /** The plot's, in CSS pixels. */
  readonly height: number;
  /** The head's active alert at this camera. */
  readonly active: Alert | undefined;
}

export const ScoreRow = memo(function ScoreRow({ camera, head, height, active }: ScoreRowProps) {
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
      height,
      series,
      threshold,
      now: store.serverNow,
      spans: (from) => alertSpans(store.live().alerts, { site, camera: id, head: name }, from, store.knownUntil()),
      spansRevision: () => store.live().alerts,
    });
    const leave = putOnStage(element, {
      resize: plot.resize,
      seen: plot.seen,
      draw(now) {
        const drawn = plot.draw(now);
        if (drawn && number.current) showScore(number.current, series.newest, threshold, store.serverNow());
        return drawn;
      },
    });
    return () => {
      leave();
      plot.close();
    };
  }, [store, site, id, name, threshold, height]);

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
      <div
        ref={place}
        className="plot"
        style={{ height }}
        role="img"
        aria-label={strings.live.cameras.plot(name, camera.name)}
      />
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
