const listeners = new Set<() => void>();
let ticker: ReturnType<typeof setInterval> | undefined;

/** Calls `changed` a few times a second, from one timer for the whole page, so that clocks turn together. */
export function subscribeToSeconds(changed: () => void): () => void {
  listeners.add(changed);
  ticker ??= setInterval(() => {
    for (const listener of listeners) listener();
  }, 250);
  return () => {
    listeners.delete(changed);
    if (listeners.size > 0) return;
    clearInterval(ticker);
    ticker = undefined;
  };
}
