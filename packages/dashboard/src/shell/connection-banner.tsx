import type { Millis } from '@splitsight/kernel';
import { Icon } from '../components/icon.tsx';
import { formatAge, formatTime } from '../format/format.ts';
import type { ConnectionState } from '../live/connection.ts';
import { useServerSecond, useStore } from '../live/use-live.ts';
import { strings } from '../strings/strings.ts';

/** What stands across the page while it is not connected. */
export function ConnectionBanner({ state }: { readonly state: Exclude<ConnectionState, { kind: 'connected' }> }) {
  const store = useStore();
  const now = useServerSecond();
  const toServer = (at: Millis) => at + store.clock().offset;
  const heardAt = state.heardAt === null ? undefined : toServer(state.heardAt);
  const seconds = state.kind === 'waiting' ? Math.max(0, Math.ceil((toServer(state.retryAt) - now) / 1000)) : 0;
  return (
    <div className="banner">
      <Icon name="linkLost" />
      <p className="banner-text">
        <span role="alert">
          <strong>{strings.connection.banner}</strong>
          {heardAt !== undefined && ` ${strings.connection.since(formatTime(heardAt))}`}
        </span>
        <span className="banner-detail">
          {heardAt === undefined ? strings.connection.never : strings.connection.old(formatAge(now - heardAt))}
        </span>
      </p>
      <p className="banner-retry">
        {state.kind === 'waiting' && seconds > 0 ? strings.connection.retryIn(seconds) : strings.connection.retrying}
      </p>
      <button type="button" className="banner-button" disabled={state.kind !== 'waiting'} onClick={store.retryNow}>
        {strings.connection.retryNow}
      </button>
    </div>
  );
}
