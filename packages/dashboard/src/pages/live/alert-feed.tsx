import { useState } from 'react';
import { EmptyState } from '../../components/empty-state.tsx';
import { maxAlerts } from '../../live/alert-list.ts';
import { cameraKey } from '../../live/score-book.ts';
import { useLive } from '../../live/use-live.ts';
import { strings } from '../../strings/strings.ts';
import { AlertRow } from './alert-row.tsx';

/** A narrow page shows this many until it is asked for all. */
const firstShown = 3;

export function AlertFeed() {
  const entries = useLive((live) => live.alerts);
  const cameras = useLive((live) => live.cameras);
  const [all, setAll] = useState(false);
  return (
    <section id="alerts" className="feed" aria-labelledby="alerts-title" tabIndex={-1}>
      <h2 id="alerts-title">
        {strings.live.alerts.title}
        {entries.length > 0 && <span className="count">{entries.length}</span>}
      </h2>
      {entries.length === 0 ? (
        <EmptyState text={strings.live.alerts.none} help={strings.live.alerts.noneHelp} />
      ) : (
        <ol className="alerts" data-all={all}>
          {entries.map((entry) => (
            <AlertRow
              key={entry.alert.id}
              entry={entry}
              cameraName={cameras.get(cameraKey(entry.alert))?.name ?? entry.alert.camera}
            />
          ))}
        </ol>
      )}
      {entries.length > firstShown && (
        <button type="button" className="more" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? strings.live.alerts.showFewer : strings.live.alerts.showAll(entries.length)}
        </button>
      )}
      {entries.length === maxAlerts && <p className="feed-end">{strings.live.alerts.newest(maxAlerts)}</p>}
    </section>
  );
}
