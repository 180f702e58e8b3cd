import type { RouteGroup } from '../http/http.ts';
import { troubleRoutes } from '../http/trouble-routes.ts';
import type { Connection } from '../store/database.ts';
import { createTroubleTable } from '../store/troubles.ts';
import { createTroubles, type Troubles, type TroublesOptions } from './troubles.ts';

export interface TroubleParts extends Omit<TroublesOptions, 'table'> {
  readonly connection: Connection;
}

const lookEvery = 1000;

export interface OpenTroubles extends Pick<Troubles, 'list'> {
  readonly routes: RouteGroup;
  close(): void;
}

/** Begins to watch for troubles. */
export function openTroubles(parts: TroubleParts): OpenTroubles {
  const troubles = createTroubles({ ...parts, table: createTroubleTable(parts.connection) });
  const timer = setInterval(troubles.tick, lookEvery);
  return { list: troubles.list, routes: troubleRoutes(troubles.list), close: () => clearInterval(timer) };
}
