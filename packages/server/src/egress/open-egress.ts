import { type Clock, type Millis, messageOf } from '@splitsight/kernel';
import type { Logger } from '@splitsight/kernel/node';
import type { CameraView, NodeView, SiteId, Topics } from '@splitsight/wire';
import type { Broker } from '../broker/broker.ts';
import { egressRoutes } from '../http/egress-routes.ts';
import type { RouteGroup } from '../http/http.ts';
import { createEgressTable } from '../store/egress.ts';
import type { Store } from '../store/store.ts';
import { createEgressLedger } from './ledger.ts';

/** What left the sites. */
export interface Egress {
  readonly routes: RouteGroup;
  /** Counts a feature message; the others it hears itself. */
  count(topic: string, payloadBytes: number): void;
  /** Counts a picture that a notification carried out of the perimeter. */
  notified(site: SiteId, bytes: number): void;
  /** Notes what an agent says that it has sent. */
  onNode(view: NodeView): void;
  /** Writes what was counted. Idempotent. */
  close(): void;
}

export interface EgressParts {
  readonly clock: Clock;
  readonly log: Pick<Logger, 'error'>;
  readonly topics: Topics;
  readonly broker: Pick<Broker, 'subscribe'>;
  readonly store: Pick<Store, 'connection'>;
  readonly cameras: () => readonly CameraView[];
}

const flushEvery: Millis = 5000;

/** Opens the books. */
export function openEgress({ clock, log, topics, broker, store, cameras }: EgressParts): Egress {
  let isTold = false;
  const ledger = createEgressLedger({
    ...{ topics, clock, table: createEgressTable(store.connection) },
    onFailure(error) {
      if (!isTold) log.error('the egress ledger cannot be written; it goes on in memory', { reason: messageOf(error) });
      isTold = true;
    },
  });
  const hear = (topic: string, payload: Uint8Array) => ledger.count(topic, payload.length);
  for (const leaf of ['status', 'info', 'health'] as const) broker.subscribe(topics.every('node', leaf), hear);
  for (const leaf of ['status', 'snapshot', 'pictures/state'] as const)
    broker.subscribe(topics.every('camera', leaf), hear);
  const flushing = setInterval(ledger.flush, flushEvery);
  return {
    routes: egressRoutes({ ledger, clock, cameras }),
    count: ledger.count,
    notified: ledger.notified,
    onNode: ({ site, node, health }) => ledger.tell(site, node, health?.sent),
    close() {
      clearInterval(flushing);
      if (store.connection.open) ledger.flush();
    },
  };
}
