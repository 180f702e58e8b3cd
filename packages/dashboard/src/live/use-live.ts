import type { LiveMessage } from '@splitsight/wire';
import { createContext, useContext, useEffect, useRef, useSyncExternalStore } from 'react';
import type { LiveState } from './live-state.ts';
import type { LiveStore } from './live-store.ts';
import { subscribeToSeconds } from './seconds.ts';

export const StoreContext = createContext<LiveStore | undefined>(undefined);

/** The page's store. */
export function useStore(): LiveStore {
  const store = useContext(StoreContext);
  if (!store) throw new Error('no store: wrap the page in StoreContext');
  return store;
}

/** A part of what the page knows; the component is drawn again when that part is another object. */
export function useLive<Part>(part: (live: LiveState) => Part): Part {
  const store = useStore();
  return useSyncExternalStore(store.subscribe, () => part(store.live()));
}

/** Calls `listener` with each message of the server while the component is there. */
export function useLiveMessages(listener: (message: LiveMessage) => void): void {
  const store = useStore();
  const newest = useRef(listener);
  useEffect(() => {
    newest.current = listener;
  });
  useEffect(() => store.hear((message) => newest.current(message)), [store]);
}

export const useConnection = () => {
  const store = useStore();
  return useSyncExternalStore(store.subscribe, store.connection);
};

/** The round trip in whole milliseconds, so that the page is not drawn again for fractions; undefined when unknown. */
export const useRoundTrip = () => {
  const store = useStore();
  return useSyncExternalStore(store.subscribe, () => {
    const { roundTrip } = store.clock();
    return roundTrip === undefined ? undefined : Math.max(1, Math.round(roundTrip));
  });
};

/** The server's clock in whole seconds, as milliseconds; the component is drawn again when it changes. */
export function useServerSecond(): number {
  return useSecond(useStore().serverNow);
}

/** As the server's clock, but it stands still while there is no connection: what came after is not known. */
export function useKnownSecond(): number {
  return useSecond(useStore().knownUntil);
}

function useSecond(now: () => number): number {
  return useSyncExternalStore(subscribeToSeconds, () => Math.floor(now() / 1000) * 1000);
}
