const listeners = new Set<() => void>();
let waiting: { readonly done: Promise<boolean>; readonly end: (isIn: boolean) => void } | undefined;

/** The page's login: asked for when the server knows nobody, over whatever the page shows. */
export const session = {
  /** Has the user log in; true when the request that needed it should be made again. Many may wait for one login. */
  ask(): Promise<boolean> {
    if (!waiting) {
      let end: (isIn: boolean) => void = () => undefined;
      const done = new Promise<boolean>((resolve) => {
        end = resolve;
      });
      waiting = { done, end };
      tell();
    }
    return waiting.done;
  },
  /** Ends what was asked for: the user is in, or would not. */
  end(isIn: boolean): void {
    const ended = waiting;
    waiting = undefined;
    ended?.end(isIn);
    tell();
  },
  isAsked: () => waiting !== undefined,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

function tell(): void {
  for (const listener of listeners) listener();
}
