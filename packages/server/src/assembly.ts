import { type Clock, messageOf, steppedOf } from '@splitsight/kernel';
import type { Logger, Vitals } from '@splitsight/kernel/node';
import { createTopics } from '@splitsight/wire';
import { createAlertPublisher } from './alert/publisher.ts';
import { createRecentAlerts } from './alert/recent-alerts.ts';
import { createAlertTracker } from './alert/tracker.ts';
import { openBroker } from './broker/broker.ts';
import type { ServerConfig } from './config/schema.ts';
import { createCounts } from './counts.ts';
import { openFront } from './front.ts';
import { createShadows } from './heads/shadows.ts';
import { createHeadStates } from './heads/states.ts';
import { createHeadTroubles } from './heads/troubles.ts';
import { headViews } from './heads/views.ts';
import { openBooks } from './history/books.ts';
import { admissionRule } from './ingest/admission.ts';
import { createShedding } from './ingest/shedding.ts';
import type { Address } from './listen.ts';
import { listenTo } from './listen-to.ts';
import { createLiveHub } from './live/hub.ts';
import { createMetrics } from './metrics/metrics.ts';
import { openOperations } from './operations.ts';
import { createPipeline } from './pipeline.ts';
import { createCameraAlerts } from './presence/camera-alerts.ts';
import { createPresence } from './presence/presence.ts';
import { readinessOf } from './readiness.ts';
import { openRegistry } from './registry/open.ts';
import { createReleases, type Releases } from './releases.ts';
import { createHeadTables } from './store/head-registry.ts';
import { openStore, type StoreOptions } from './store/store.ts';
import { openOffBook } from './switches/off-book.ts';
import { headsDirOf, openTeaching } from './teaching.ts';
import { finish, startTimers } from './upkeep.ts';
import { version } from './version.ts';
import { createPulse } from './vitals.ts';

/** A server that runs. */
export interface Assembly {
  readonly addresses: { readonly http: Address; readonly mqtt: Address };
  /** How it is, at any time; to be asked once a second. */
  vitals(): Vitals;
  /** Takes no more messages, finishes those that came in, and closes everything. Idempotent. */
  close(): Promise<void>;
}

export interface AssemblyDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly page: string;
  readonly storeLimits: Pick<StoreOptions, 'maxPages' | 'maxRows'>;
  readonly configFile: string | undefined;
  /** Shows a text to whoever starts the program; it must not get into a log file. */
  readonly say: (text: string) => void;
}

const greetedAlerts = 100;
const storeWorks = 'the database can be written again';

/** Opens every part in order and connects them; when one cannot be opened, those before it are closed again. */
export async function assemble(config: ServerConfig, deps: AssemblyDeps): Promise<Assembly> {
  const releases = createReleases();
  try {
    return { ...(await open(config, deps, releases)), close: () => releases.run() };
  } catch (error) {
    await releases.run();
    throw error;
  }
}

async function open(config: ServerConfig, deps: AssemblyDeps, releases: Releases): Promise<Omit<Assembly, 'close'>> {
  const { clock, log } = deps;
  const counts = createCounts();
  const pulse = createPulse();
  const topics = createTopics(config.topic_prefix);
  const store = openStore({
    path: config.store.path,
    powerSafe: config.store.power_safe,
    dropped: counts.rowsDropped,
    onCommit: (rows, took) => {
      pulse.committed();
      metrics.commit(rows, took);
    },
    onForced: (took) => metrics.stage('disk', took),
    mayKeep: () => operations.storage.accepts(),
    onTrouble: (trouble) => (trouble ? log.error(trouble.message, { code: trouble.code }) : log.info(storeWorks)),
    ...deps.storeLimits,
  });
  releases.add(() => store.close());

  const { registry, stand, kinds, ruleOf, close } = await openRegistry({
    config,
    headsDir: headsDirOf(config),
    clock,
    tables: createHeadTables(store.connection),
    log,
    onChange: () => {
      live.heads(views());
      states.refresh();
      teaching.headsChanged();
    },
  });
  releases.add(close);
  if (kinds.length === 0) log.warn('neither backbones nor heads are configured: all vectors are refused');
  const views = () => headViews(stand.current(), registry.roles());
  const readiness = () => readinessOf(store, operations.storage, stand.current(), registry.failures());

  const broker = await openBroker({
    ...{ maxPacketBytes: config.mqtt.max_packet_bytes, maxClients: config.mqtt.max_clients },
    maxRetained: 2 * config.admit.max_cameras + 2 * config.admit.max_nodes,
    ...{ topics, closed: counts.mqttClosed },
    ...{ hasRoom: () => store.hasRoom() && pipeline.backlog() < 1, mayComeAgain: store.keepsUp },
  });
  releases.add(() => broker.close());

  const recent = createRecentAlerts(greetedAlerts);
  for (const alert of store.alerts({ limit: greetedAlerts }).toReversed()) recent.put(alert);
  const live = createLiveHub({
    clock,
    maxClients: config.http.max_live_clients,
    closed: counts.liveClosed,
    hello: () => ({
      version,
      cameras: [...presence.cameras()],
      nodes: [...presence.nodes()],
      heads: views(),
      alerts: [...recent.list()],
    }),
  });
  const { max_cameras: maxCameras, max_nodes: maxNodes } = config.admit;
  const off = openOffBook({ connection: store.connection, clock, most: 2 * maxCameras });
  const presence = createPresence({
    ...{ topics, clock, maxCameras, maxNodes, log },
    dropped: counts.dropped,
    switchedOff: off.of,
    onCamera: (view) => {
      states.see(view.site);
      operations.onCamera(view);
      live.camera(view);
      cameraAlerts.see(view);
      store.putCamera(view);
    },
    onNode: (view) => {
      live.node(view);
      operations.onNode(view);
      store.putNode(view);
    },
    onGone: (from) => {
      cameraAlerts.forget(from);
      publisher.forget(from);
      operations.onGone(from);
    },
  });
  const states = createHeadStates({ topics, broker, roles: registry.roles, failures: registry.failures });
  presence.restore(store.cameras(config.admit.max_cameras), store.nodes(config.admit.max_nodes));
  for (const { site } of presence.cameras()) states.see(site);

  const metrics = createMetrics({
    version,
    ...counts,
    gauges: {
      mqtt_clients: () => broker.clients(),
      live_clients: () => live.clients(),
      cameras: () => presence.cameras().length,
      nodes: () => presence.nodes().length,
      queue_frames: () => pipeline.waiting(),
      store_queue_rows: () => store.waiting(),
      ready: () => (readiness().ready ? 1 : 0),
    },
  });
  const publisher = createAlertPublisher(topics, broker);
  const books = openBooks(store, (error) => log.error('accounts could not be written', { reason: messageOf(error) }));
  releases.add(() => books.close());
  const headTroubles = createHeadTroubles(counts, log, clock);
  const shadows = createShadows({
    ...{ clock, stand, kinds, books, store },
    dropped: counts.shadowDropped,
    onFailure: headTroubles.onShadowFailure,
  });
  const alerts = createAlertTracker({
    stepped: () => steppedOf(clock),
    onKnown: publisher.known,
    onRaised: books.raised,
    onSuppressed: (what) => operations.rules.onSuppressed(what),
  });
  const operations = openOperations({
    ...{ config, clock, log, store, broker, live, stand, topics, off },
    ...{ configFile: deps.configFile, dropped: counts },
    failedHeads: () => [...registry.failures(), ...headTroubles.failing()],
    ...{ cameras: presence.cameras, nodes: presence.nodes },
    onRules: alerts.forget,
    onSwitched: presence.retell,
  });
  releases.add(() => operations.close());
  const pipeline = createPipeline({
    ...{ clock, kinds, stand, books, store, live, metrics, alerts },
    shadows: {
      idle: shadows.idle,
      offer(arrival, decided) {
        pulse.scored();
        teaching.observe(arrival, decided);
        shadows.offer(arrival, decided);
      },
    },
    late: operations.late,
    admission: operations.coverage.witness({
      ...{ clock, topics, kinds },
      rule: admissionRule(config.admit),
      dropped: counts.dropped,
      marked: counts.marked,
      known: store.known,
      isOff: off.covers,
      onSeen: presence.see,
    }),
    shedding: createShedding(counts.dropped),
    rules: operations.rules,
    publish: (event) => {
      publisher.event(event);
      recent.put(event.after);
      operations.onAlert(event);
    },
    ...headTroubles,
  });
  const cameraAlerts = createCameraAlerts({ clock, raise: pipeline.raise });
  pipeline.restore([...cameraAlerts.restore(store.activeAlerts()), ...operations.rules.cooling()]);

  const teaching = openTeaching({
    ...{ config, clock, log, store, live, registry, ruleOf, stand, shadows, books, states },
    ...{ verdicts: operations.verdicts, cameras: presence.cameras, scoresDropped: counts.scoresDropped },
  });
  releases.add(() => teaching.close());
  metrics.watch(teaching.monitor);
  metrics.watchOperations(operations);

  const front = await openFront(
    {
      ...{ config, clock, log, page: deps.page, say: deps.say, counts },
      ...{ store, broker, live, registry, stand, teaching, operations },
      sources: {
        version,
        metrics,
        cameras: presence.cameras,
        nodes: presence.nodes,
        heads: views,
        alerts: store.alerts,
        readiness,
      },
    },
    releases,
  );

  listenTo(broker, topics, { clock, pipeline, presence, ...operations });
  releases.add(() => finish(broker, pipeline, store));
  releases.add(startTimers({ pipeline, presence, live, counts, log }));
  const mqtt = await broker.listen(config.mqtt.host, config.mqtt.port);
  await front.greet();
  log.info('ready', {
    mqtt,
    http: front.address,
    heads: stand.current().heads.map(({ name, version: of }) => `${name} ${of}`),
  });
  const signs = { store, waiting: pipeline.waiting, readiness, cameras: presence.cameras };
  return { addresses: { http: front.address, mqtt }, vitals: () => pulse.vitals(signs, performance.now()) };
}
