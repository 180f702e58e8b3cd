/** What is used of a service worker's surroundings; the DOM's own types do not have them. */
export interface WorkerScope {
  addEventListener(type: 'install' | 'activate', listener: (event: WaitingEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: FetchingEvent) => void): void;
  addEventListener(type: 'message', listener: (event: WaitingEvent & { readonly data: unknown }) => void): void;
  readonly clients: { claim(): Promise<void> };
  readonly location: Location;
  skipWaiting(): Promise<void>;
}

export interface WaitingEvent {
  /** Keeps the worker alive until it is done. */
  waitUntil(done: Promise<unknown>): void;
}

export interface FetchingEvent {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

export const scope = self as unknown as WorkerScope;
