import type { RouteGroup } from '../http/http.ts';
import { troubleRoutes } from '../http/trouble-routes.ts';
import type { Connection } from '../store/database.ts';
import { createTroubleTable } from '../store/troubles.ts';
import { createTroubles, type TroublesOptions } from './troubles.ts';

export interface TroubleParts extends Omit<TroublesOptions, 'table'> {
  readonly connection: Connection;
}

const lookEvery = 1000;

/** Begins to watch for troubles. */
export function openTroubles(parts: TroubleParts): { readonly routes: RouteGroup; close(): void } {
  const troubles = createTroubles({ ...parts, table: createTroubleTable(parts.connection) });
  const timer = setInterval(troubles.tick, lookEvery);
  return { routes: troubleRoutes(troubles.list), close: () => clearInterval(timer) };
}
