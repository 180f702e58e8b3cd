import { type Clock, messageOf } from '@splitsight/kernel';
import type { Logger } from '@splitsight/kernel/node';
import { maxLiveRequestBytes } from '@splitsight/wire';
import type { Broker } from './broker/broker.ts';
import type { ServerConfig } from './config/schema.ts';
import type { Counts } from './counts.ts';
import { openEntrance } from './entrance.ts';
import type { HeadStand } from './heads/stand.ts';
import { headRoutes } from './http/head-routes.ts';
import { openHttpServer } from './http/http.ts';
import { modelRoutes } from './http/model-routes.ts';
import { ofEverything } from './http/of-everything.ts';
import type { ApiSources } from './http/routes.ts';
import type { Address } from './listen.ts';
import { openDoor } from './live/door.ts';
import type { LiveHub } from './live/hub.ts';
import { createModelShelf } from './models/shelf.ts';
import type { Operations } from './operations.ts';
import { createVersionFolders } from './registry/folders.ts';
import type { HeadRegistry } from './registry/registry.ts';
import type { Releases } from './releases.ts';
import type { Store } from './store/store.ts';
import { headsDirOf, type Teaching } from './teaching.ts';

/** All that one port answers: the page, the API, the live WebSocket and MQTT over WebSocket, each to those who may come in. */
export interface Front {
  readonly address: Address;
  /** Makes the first administrator where there is no user, and says the password. */
  greet(): Promise<void>;
}

export interface FrontParts {
  readonly config: ServerConfig;
  readonly clock: Clock;
  readonly log: Logger;
  /** The folder of the built page. */
  readonly page: string;
  /** Shows a text to whoever starts the program; it must not get into a log file. */
  readonly say: (text: string) => void;
  readonly store: Pick<Store, 'connection'>;
  readonly broker: Pick<Broker, 'accept' | 'recheck'>;
  readonly live: Pick<LiveHub, 'accept' | 'recheck'>;
  readonly registry: HeadRegistry;
  readonly stand: HeadStand;
  readonly teaching: Pick<Teaching, 'routes'>;
  readonly operations: Pick<Operations, 'audit' | 'routes' | 'storage'>;
  readonly counts: Pick<Counts, 'loginsRefused'>;
  readonly sources: ApiSources;
}

/** An MQTT client over WebSocket may put several packets in one frame. */
const mqttFrameSlack = 65_536;

/** Opens it; what must be undone is added to `releases`. @throws CodedError HTTP_PORT_TAKEN, LISTEN_FAILED, HTTP_LOGIN_OFF, MODEL_… */
export async function openFront(parts: FrontParts, releases: Releases): Promise<Front> {
  const { config, clock, log, store, broker, live, registry, operations, sources } = parts;
  const shelf = createModelShelf({
    backbones: config.backbones,
    stand: parts.stand,
    roles: registry.roles,
    folderOf: createVersionFolders(headsDirOf(config)).pathOf,
  });
  const entrance = openEntrance({
    ...{ config, clock, log, store, audit: operations.audit, cut: [live, broker] },
    ...{ refused: parts.counts.loginsRefused, say: parts.say },
  });
  releases.add(entrance.close);
  const http = await openHttpServer({
    host: config.http.host,
    port: config.http.port,
    page: parts.page,
    groups: [
      ofEverything(headRoutes(registry)),
      modelRoutes({ shelf, topicPrefix: config.topic_prefix, cameras: sources.cameras }),
      ...parts.teaching.routes.map(ofEverything),
      ...operations.routes,
      ...entrance.routes,
    ],
    entrance,
    hasRoom: operations.storage.accepts,
    onFailure: (error) => log.error('a request failed', { reason: messageOf(error) }),
    sources,
  });
  releases.add(() => http.close());
  const door = openDoor(http.server, {
    identify: entrance.identify,
    onLive: live.accept,
    onMqtt: (stream, who) => broker.accept(stream, { who, byToken: entrance.ofToken }),
    maxLiveBytes: maxLiveRequestBytes,
    maxMqttBytes: config.mqtt.max_packet_bytes + mqttFrameSlack,
  });
  releases.add(() => door.close());
  return { address: http.address, greet: entrance.greet };
}
