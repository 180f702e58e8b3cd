import { dirname, join, resolve } from 'node:path';
import { type Clock, createTally, isCodedError, type Millis, messageOf } from '@splitsight/kernel';
import type { Logger } from '@splitsight/kernel/node';
import type { Alert, AlertEvent, CameraView, NodeView, Topics } from '@splitsight/wire';
import type { Broker } from '../broker/broker.ts';
import { openBelievedClock } from '../clock/believed.ts';
import type { ServerConfig } from '../config/schema.ts';
import type { RouteGroup } from '../http/http.ts';
import { pictureRoutes } from '../http/picture-routes.ts';
import type { LiveHub } from '../live/hub.ts';
import type { PictureTallies } from '../metrics/picture-metrics.ts';
import type { Audit } from '../people/audit.ts';
import { createSeldom } from '../seldom.ts';
import { findAlert } from '../store/history-alerts.ts';
import { createPolicyTable } from '../store/picture-policies.ts';
import { createPictureTable } from '../store/pictures.ts';
import type { Store } from '../store/store.ts';
import { createPictureAsker } from './asker.ts';
import { createPictureCollector } from './collector.ts';
import { createPictureLibrary } from './library.ts';
import { hindranceOf } from './plan.ts';
import { createPicturePolicies } from './policies.ts';
import { openPictureShelf } from './shelf.ts';
import { createStoreRoom } from './store-room.ts';

/** Pictures of alerts, and those that somebody asks for. */
export interface Pictures {
  readonly routes: RouteGroup;
  readonly tallies: PictureTallies;
  onAlert(event: AlertEvent): void;
  /** The picture of an alert, once it is here; null when it does not come. */
  pictureOf(alert: Pick<Alert, 'id'>, signal: AbortSignal): Promise<{ readonly jpeg: Uint8Array } | null>;
  /** Idempotent. */
  close(): Promise<void>;
}

export interface PicturesParts {
  readonly config: Pick<ServerConfig, 'pictures' | 'store' | 'admit'>;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'error'>;
  readonly topics: Topics;
  readonly broker: Pick<Broker, 'publish' | 'subscribe'>;
  readonly store: Pick<Store, 'connection' | 'alerts'>;
  readonly live: Pick<LiveHub, 'picture'>;
  readonly audit: Audit;
  readonly cameras: () => readonly CameraView[];
  readonly nodes: () => readonly NodeView[];
}

const sweepEvery: Millis = 60_000;
const logEvery: Millis = 60_000;
/** Alerts that are not written yet are among the newest. */
const newestAlerts = 200;
const megabyte = 1_000_000;
const day: Millis = 86_400_000;

/** Opens the folder and the tables, and begins to hear what agents say of their pictures. */
export function openPictures(parts: PicturesParts): Pictures {
  const { config, clock, topics, broker, store, live, audit, cameras, nodes } = parts;
  const tallies: PictureTallies = { results: createTally(), dropped: createTally(), removed: createTally() };
  const { dropped, removed, results } = tallies;
  const { connection } = store;
  const seldom = createSeldom(clock, logEvery);
  const onFailure = (error: unknown) =>
    seldom(() => parts.log.error('a picture could not be kept', { reason: messageOf(error) }));
  const table = createPictureTable(connection);
  table.giveUp('stopped');
  const folder = resolve(config.pictures.dir ?? join(dirname(config.store.path), 'pictures'));
  const shelf = openPictureShelf({ folder, minFreeBytes: config.pictures.min_free_mb * megabyte }, table.ids());
  const policies = createPicturePolicies({
    ...{ topics, broker, audit, clock, cameras },
    table: createPolicyTable(connection),
    maxCameras: config.admit.max_cameras,
  });
  const asker = createPictureAsker({ topics, broker, dropped, timeout: 1000 * config.pictures.timeout_s });
  const room = createStoreRoom({
    ...{ clock: openBelievedClock(connection, clock), table, shelf, removed },
    keepFor: config.pictures.keep_days * day,
    maxBytes: config.pictures.max_mb * megabyte,
  });
  const collector = createPictureCollector({
    ...{ clock, asker, room, table, results, onFailure },
    hindrance({ site, camera }, isOfAlert) {
      const view = cameras().find((one) => one.site === site && one.camera === camera);
      const policy = policies.of({ site, camera, node: view?.node ?? null });
      const node = nodes().find((one) => one.site === site && one.node === policy.node);
      return hindranceOf(policy, node?.status ?? 'unknown', view?.state ?? 'unknown', isOfAlert);
    },
    onResult: live.picture,
  });
  const library = createPictureLibrary({ table, shelf, policies, cameras });

  broker.subscribe(topics.every('camera', 'snapshot'), asker.hear);
  broker.subscribe(topics.every('camera', 'pictures/state'), (topic, payload) => {
    try {
      policies.hear(topic, payload);
    } catch (error) {
      if (!isCodedError(error)) throw error;
      dropped.add('garbage');
    }
  });
  const sweeping = setInterval(() => void room.sweep().catch(onFailure), sweepEvery);

  return {
    tallies,
    routes: pictureRoutes({
      ...{ library, policies, collector, audit },
      findAlert: (id) =>
        store.alerts({ limit: newestAlerts }).find((alert) => alert.id === id) ?? findAlert(connection, id),
    }),
    onAlert({ type, after }) {
      // Whoever watches has heard of the alert; the question may wait for the next turn.
      if (type === 'new') setImmediate(() => collector.collect(after));
    },
    async pictureOf({ id }, signal) {
      const frame = await collector.frameOf(id);
      const known = frame ?? table.ofAlert(id).find(({ offset_ms }) => offset_ms === 0);
      if (signal.aborted || known?.state !== 'here') return null;
      const jpeg = await shelf.get(known.id);
      return jpeg ? { jpeg } : null;
    },
    async close() {
      clearInterval(sweeping);
      await collector.stop();
    },
  };
}
