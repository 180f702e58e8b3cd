import { useSyncExternalStore } from 'react';
import { useMe } from '../api/me.ts';
import { Go } from '../components/go.tsx';
import { Icon } from '../components/icon.tsx';
import { formatDate, formatLatency, formatTime } from '../format/format.ts';
import { useConnection, useRoundTrip, useServerSecond } from '../live/use-live.ts';
import type { Sound } from '../page/sound.ts';
import { pages } from '../pages.ts';
import type { Language } from '../strings/language.ts';
import { strings } from '../strings/strings.ts';
import { LanguageButton } from './language-button.tsx';
import { ThemeButton } from './theme-button.tsx';

interface TopBarProps {
  readonly activeAlerts: number;
  readonly sound: Sound;
  readonly onLanguage: (chosen: Language) => void;
}

export function TopBar({ activeAlerts, sound, onLanguage }: TopBarProps) {
  return (
    <header className="top-bar">
      <a className="skip" href="#content">
        {strings.common.skip}
      </a>
      <Go className="brand" to="/">
        <Logo />
        {strings.common.product}
      </Go>
      <ConnectionPill />
      <Go className="alert-count" to={alertsPath()} active={activeAlerts > 0}>
        <Icon name={activeAlerts > 0 ? 'alert' : 'online'} />
        <AlertCount count={activeAlerts} />
      </Go>
      <ServerClock />
      <div className="tools">
        <SoundButton sound={sound} />
        <ThemeButton />
        <LanguageButton onChoose={onLanguage} />
        <UserLink />
      </div>
    </header>
  );
}

function AlertCount({ count }: { readonly count: number }) {
  const [before, wide, after] = count === 0 ? strings.top.noActiveAlerts : strings.top.activeAlerts(count);
  return (
    <span>
      {before} <span className="wide">{wide}</span> {after}
    </span>
  );
}

function Logo() {
  return (
    <svg className="logo" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d="M11 2a10 10 0 0 0 0 20z" fill="currentColor" />
      <path d="M14 3.1a9 9 0 0 1 0 17.8" fill="none" stroke="currentColor" strokeWidth="2.2" />
    </svg>
  );
}

function ConnectionPill() {
  const { kind } = useConnection();
  const roundTrip = useRoundTrip();
  const connected = kind === 'connected';
  const words = connected && roundTrip !== undefined ? strings.connection.liveFor(roundTrip) : undefined;
  return (
    <span className="connection" data-kind={kind} title={words}>
      <Icon name={connected ? 'link' : 'linkLost'} />
      {connected && strings.connection.live}
      {connected && roundTrip !== undefined && <span className="round-trip">{formatLatency(roundTrip)}</span>}
      {kind === 'connecting' && strings.connection.connecting}
      {kind === 'waiting' && strings.connection.down}
    </span>
  );
}

function ServerClock() {
  const now = useServerSecond();
  return (
    <time className="clock" dateTime={new Date(now).toISOString()} title={strings.top.clock(formatDate(now))}>
      {formatTime(now)}
    </time>
  );
}

/** Where one's account is; nowhere when the server asks for no login. */
function UserLink() {
  const me = useMe();
  if (!me || me.kind === 'local') return null;
  return (
    <Go className="tool" to="/account" label={strings.people.account(me.name)}>
      <Icon name="user" />
    </Go>
  );
}

function SoundButton({ sound }: { readonly sound: Sound }) {
  const state = useSyncExternalStore(sound.subscribe, sound.state);
  const label = strings.top.sound[state];
  return (
    <button
      type="button"
      className="tool"
      data-state={state}
      aria-pressed={state !== 'off'}
      aria-label={label}
      title={label}
      onClick={sound.toggle}
    >
      <Icon name={state === 'off' ? 'soundOff' : 'soundOn'} />
    </button>
  );
}

/** The review page, once there is one; else the live page, which lists the newest. */
function alertsPath(): string {
  return pages.some(({ path }) => path === '/alerts') ? '/alerts' : '/';
}
