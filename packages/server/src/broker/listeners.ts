import { overlap } from './filters.ts';

/** The clients that hear feature messages of others. */
export interface Listeners<Client> {
  subscribed(client: Client, filter: string): void;
  unsubscribed(client: Client, filters: readonly string[]): void;
  gone(client: Client): void;
  /** Whether there are any. */
  any(): boolean;
}

/** @param features the topics of feature messages, as a filter. Clients have a limited number of filters. */
export function createListeners<Client>(features: string): Listeners<Client> {
  const filters = new Map<Client, Set<string>>();
  return {
    subscribed(client, filter) {
      if (!overlap(filter, features)) return;
      const own = filters.get(client) ?? new Set();
      filters.set(client, own.add(filter));
    },
    unsubscribed(client, no) {
      const own = filters.get(client);
      for (const filter of no) own?.delete(filter);
      if (own?.size === 0) filters.delete(client);
    },
    gone: (client) => void filters.delete(client),
    any: () => filters.size > 0,
  };
}
