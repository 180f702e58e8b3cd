import { useLocation } from 'wouter';
import { Button, IconButton } from '../../components/button.tsx';
import { formatCount } from '../../format/format.ts';
import { strings } from '../../strings/strings.ts';
import { type ShownCameras, shownCameras, type WallFilter } from './wall-filter.ts';
import type { Wall } from './wall-rows.ts';

interface WallControlsProps {
  readonly filter: WallFilter;
  readonly onChange: (change: Partial<WallFilter>) => void;
  readonly wall: Wall;
  readonly total: number;
}

/** What is shown of the cameras, and how. */
export function WallControls({ filter, onChange, wall, total }: WallControlsProps) {
  const words = strings.live.cameras;
  if (total === 0) return <h2 id="cameras-title">{words.title}</h2>;
  return (
    <div className="wall-controls">
      <h2 id="cameras-title">
        {words.title}
        <span className="count">{formatCount(wall.shown)}</span>
      </h2>
      <Choices filter={filter} onChange={onChange} wall={wall} />
      <div className="wall-tools">
        <input
          className="input wall-search"
          type="search"
          maxLength={80}
          aria-label={words.search}
          placeholder={words.search}
          value={filter.q}
          onChange={(event) => onChange({ q: event.target.value })}
        />
        {wall.sites.length > 1 && (
          <select
            className="input wall-site"
            aria-label={words.site}
            value={filter.site}
            onChange={(event) => onChange({ site: event.target.value })}
          >
            <option value="">{words.allSites(wall.sites.length)}</option>
            {wall.sites.map((site) => (
              <option key={site} value={site}>
                {site}
              </option>
            ))}
          </select>
        )}
        <IconButton
          icon={filter.view === 'tiles' ? 'rows' : 'live'}
          label={filter.view === 'tiles' ? words.asRows : words.asTiles}
          onClick={() => onChange({ view: filter.view === 'tiles' ? 'rows' : 'tiles' })}
        />
        <ScreenButton />
      </div>
    </div>
  );
}

function Choices({ filter, onChange, wall: { counts } }: Omit<WallControlsProps, 'total'>) {
  const words = strings.live.cameras;
  const always: readonly ShownCameras[] = ['all', 'alerting', 'trouble', filter.show];
  const shown = shownCameras.filter((name) => always.includes(name) || (name !== 'online' && counts[name] > 0));
  return (
    <fieldset className="filter">
      <legend className="unseen">{words.filter}</legend>
      {shown.map((name) => (
        <label key={name} data-name={name} data-some={counts[name] > 0 || undefined}>
          <input type="radio" name="show" checked={filter.show === name} onChange={() => onChange({ show: name })} />
          {words.filters[name]}
          <span className="count">{formatCount(counts[name])}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** To the wall screen; the browser allows a page to fill the screen only on a click. */
function ScreenButton() {
  const [, navigate] = useLocation();
  const open = () => {
    navigate('/wall');
    // Where it is not allowed, the wall fills the window.
    document.documentElement.requestFullscreen?.().catch(() => undefined);
  };
  return (
    <span className="wall-screen-button">
      <Button kind="plain" icon="screen" onClick={open}>
        {strings.live.cameras.screen}
      </Button>
    </span>
  );
}
