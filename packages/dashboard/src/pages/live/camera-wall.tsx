import { useEffect, useMemo, useState } from 'react';
import { flushSync } from 'react-dom';
import { EmptyState } from '../../components/empty-state.tsx';
import type { AlertEntry } from '../../live/alert-list.ts';
import { cameraKey } from '../../live/score-book.ts';
import { useLive } from '../../live/use-live.ts';
import { strings } from '../../strings/strings.ts';
import { CameraCard } from './camera-card.tsx';
import { type CameraFilter, cameraFilters, passes } from './camera-filter.ts';

const nothing: readonly AlertEntry[] = [];

export function CameraWall() {
  const cameras = useLive((live) => live.cameras);
  const alerts = useLive((live) => live.alerts);
  const heads = useLive((live) => live.heads);
  const [filter, setFilter] = useState<CameraFilter>('all');
  const active = useMemo(() => activeByCamera(alerts), [alerts]);

  useEffect(() => {
    // A link to a camera must not lead to one that the filter hides.
    const showAll = () => {
      flushSync(() => setFilter('all'));
      document.getElementById(location.hash.slice(1))?.scrollIntoView();
    };
    addEventListener('hashchange', showAll);
    return () => removeEventListener('hashchange', showAll);
  }, []);

  const shown = [...cameras].filter(([key, camera]) => passes(filter, camera, active.has(key)));
  return (
    <section id="cameras" className="wall" aria-labelledby="cameras-title" tabIndex={-1}>
      <div className="section-head">
        <h2 id="cameras-title">
          {strings.live.cameras.title}
          {cameras.size > 0 && <span className="count">{cameras.size}</span>}
        </h2>
        {cameras.size > 0 && (
          <fieldset className="filter">
            <legend className="unseen">{strings.live.cameras.filter}</legend>
            {cameraFilters.map((name) => (
              <label key={name}>
                <input type="radio" name="filter" checked={filter === name} onChange={() => setFilter(name)} />
                {strings.live.cameras.filters[name]}
                <span className="count">
                  {[...cameras].filter(([key, camera]) => passes(name, camera, active.has(key))).length}
                </span>
              </label>
            ))}
          </fieldset>
        )}
      </div>
      {cameras.size === 0 && (
        <EmptyState
          text={strings.live.cameras.none}
          help={strings.live.cameras.noneHelp}
          command={strings.live.cameras.agentCommand}
        />
      )}
      {cameras.size > 0 && shown.length === 0 && <EmptyState text={strings.live.cameras.noneOfFilter[filter]} />}
      <div className="cards">
        {shown.map(([key, camera]) => (
          <CameraCard key={key} cameraKey={key} camera={camera} heads={heads} active={active.get(key) ?? nothing} />
        ))}
      </div>
    </section>
  );
}

function activeByCamera(alerts: readonly AlertEntry[]): ReadonlyMap<string, readonly AlertEntry[]> {
  const active = new Map<string, AlertEntry[]>();
  for (const entry of alerts) {
    if (entry.alert.state !== 'active') continue;
    const key = cameraKey(entry.alert);
    const sameCamera = active.get(key);
    if (sameCamera) sameCamera.push(entry);
    else active.set(key, [entry]);
  }
  return active;
}
