import './wall.css';

import { useEffect, useEffectEvent, useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { z } from 'zod';
import { useFilters } from '../../address/use-filters.ts';
import { IconButton } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { useLive } from '../../live/use-live.ts';
import { strings } from '../../strings/strings.ts';
import { noAlerts, useActiveAlerts } from '../live/active-alerts.ts';
import { plotHeight, useScreenRoom } from './use-screen-room.ts';
import { WallAlerts } from './wall-alerts.tsx';
import { cutScreens, nextScreen } from './wall-screens.ts';
import { WallTile } from './wall-tile.tsx';

const optionsSchema = z.object({
  /** How long a page stays, in seconds. */
  every: z.coerce.number().int().min(5).max(600).default(15),
});

/** For a screen on the wall: nothing to press, sites in turn, and where there are alerts only those. */
export function WallPage() {
  const [, navigate] = useLocation();
  const [{ every }] = useFilters(optionsSchema);
  const cameras = useLive((live) => live.cameras);
  const heads = useLive((live) => live.heads);
  const active = useActiveAlerts();
  const room = useScreenRoom();
  const [at, setAt] = useState(0);
  const [paused, setPaused] = useState(false);
  const urgent = useMemo(
    () =>
      new Set(
        [...active].filter(([, list]) => list.some(({ alert }) => alert.severity === 'alert')).map(([key]) => key),
      ),
    [active],
  );
  const screens = useMemo(
    () => cutScreens(cameras, (key) => urgent.has(key), room.columns * room.rows),
    [cameras, urgent, room],
  );
  const shown = screens[at] ?? screens[0];
  const anyAlert = screens.some(({ alerting }) => alerting);
  const words = strings.wall;
  const columns = columnsFor(shown?.cameras.length ?? 0, room.columns);
  const height = plotHeight(room, Math.ceil((shown?.cameras.length ?? 1) / columns));
  const turn = (step: 1 | -1) => setAt(nextScreen(screens, at, step));
  const leave = () => {
    if (document.fullscreenElement) void document.exitFullscreen();
    navigate('/');
  };
  const onTime = useEffectEvent(() => turn(1));
  const onKey = useEffectEvent(({ key }: KeyboardEvent) => {
    if (key === 'Escape') leave();
    if (key === 'ArrowRight') turn(1);
    if (key === 'ArrowLeft') turn(-1);
  });

  useEffect(() => {
    // What is in alert is shown at once, not when its turn comes.
    if (anyAlert && shown && !shown.alerting) setAt(nextScreen(screens, at, 1));
  }, [anyAlert, shown, screens, at]);
  useEffect(() => {
    if (paused) return;
    const timer = setInterval(() => onTime(), every * 1000);
    return () => clearInterval(timer);
  }, [paused, every]);
  useEffect(() => {
    const press = (event: KeyboardEvent) => onKey(event);
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);

  return (
    <div className="wall-screen">
      <header className="wall-screen-head">
        <h1>{shown ? words.screen(shown.site, shown.at, shown.of) : words.title}</h1>
        <div className="wall-screen-tools">
          <IconButton icon="left" label={words.previous} onClick={() => turn(-1)} />
          <IconButton
            icon={paused ? 'right' : 'frozen'}
            label={paused ? words.resume : words.pause}
            pressed={paused}
            onClick={() => setPaused(!paused)}
          />
          <IconButton icon="right" label={words.next} onClick={() => turn(1)} />
          <IconButton icon="close" label={words.exit} onClick={leave} />
        </div>
      </header>
      <div className="wall-screen-body">
        {shown ? (
          <div className="wall-tiles" style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}>
            {shown.cameras.map(([key, camera]) => (
              <WallTile
                key={key}
                cameraKey={key}
                camera={camera}
                heads={heads}
                active={active.get(key) ?? noAlerts}
                height={height}
              />
            ))}
          </div>
        ) : (
          <EmptyState text={strings.live.cameras.none} />
        )}
        <WallAlerts active={active} cameras={cameras} />
      </div>
    </div>
  );
}

/** Few cameras get large tiles. */
function columnsFor(cameras: number, most: number): number {
  return Math.max(1, Math.min(most, Math.ceil(Math.sqrt(cameras))));
}
