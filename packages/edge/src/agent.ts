import { createHash, randomBytes } from 'node:crypto';
import {
  type Backbone,
  chooseVariant,
  openBackbone,
  type Processor,
  readBackboneManifest,
  readProcessor,
} from '@splitsight/inference';
import { composeServices, createStageTimer, type Service } from '@splitsight/kernel';
import { createLogger, type Logger, type Vitals } from '@splitsight/kernel/node';
import { type BootId, createTopics, hex8, type NodeInfo } from '@splitsight/wire';
import { requireFfmpeg } from './camera/ffmpeg.ts';
import { hearSwitches } from './camera/switches.ts';
import { watch } from './camera/watch.ts';
import { stages } from './channel.ts';
import { amendMessage } from './clock/amend.ts';
import { createNodeClock } from './clock/node-clock.ts';
import type { EdgeConfig } from './config/schema.ts';
import { createHealth } from './health.ts';
import { openPictureDesk } from './pictures/desk.ts';
import { createPipeline } from './pipeline.ts';
import { createSentCount } from './sent.ts';
import { createUplink } from './uplink.ts';
import { version } from './version.ts';
import { createVitals } from './vitals.ts';

/** What a caller may bring in place of the agent's own. */
export interface EdgeAgentDeps {
  readonly log?: Logger;
  /** What decides which variant of the backbone runs. */
  readonly processor?: Processor;
}

/** The edge agent. */
export interface EdgeAgent extends Service {
  /** How it is, at any time; to be asked once a second. */
  vitals(): Vitals;
}

const starting: Vitals = { isReady: false, isWell: true, status: 'loading the model' };

/**
 * Makes the edge agent: cameras in, feature messages out.
 *
 * `start` rejects with a coded error when ffmpeg or the model is missing or broken. Cameras and the broker may come and go.
 *
 * @throws CodedError from `start`: FFMPEG_MISSING, FFMPEG_TOO_OLD, UPLINK_PASSWORD_FILE and what openBackbone throws.
 */
export function createEdgeAgent(config: EdgeConfig, deps: EdgeAgentDeps = {}): EdgeAgent {
  const log = deps.log ?? createLogger('splitsight-edge', config.log_level);
  let backbone: Backbone | undefined;
  let running: Assembly | undefined;
  return {
    async start(signal) {
      const ffmpeg = await requireFfmpeg();
      const { path, codec, threads, variant } = config.model;
      const processor = deps.processor ?? readProcessor();
      const { precision, why } = chooseVariant(readBackboneManifest(path), variant, processor);
      backbone = await openBackbone(path, { codec, threads, precision, signal });
      const { manifest, fingerprint } = backbone;
      log.info('ready', { version, ffmpeg, model: manifest.name, fingerprint, precision, why });
      running = assemble(config, backbone, log);
      await running.start(signal);
    },
    async stop() {
      await running?.stop();
      await backbone?.close();
    },
    vitals: () => running?.vitals() ?? starting,
  };
}

interface Assembly extends Service {
  vitals(): Vitals;
}

/** Puts the parts together: started in the order of the list, stopped in reverse. */
function assemble(config: EdgeConfig, backbone: Backbone, log: Logger): Assembly {
  const { site, node } = config;
  const topics = createTopics(config.topic_prefix);
  const bootId = hex8<BootId>(randomBytes(8));
  const timer = createStageTimer(stages);
  const sent = createSentCount(topics);
  const uplink = createUplink({
    broker: config.broker,
    spool: config.spool,
    clientId: config.broker.client_id ?? `splitsight-edge-${site}-${node}`,
    statusTopic: topics.format({ kind: 'node', site, node, leaf: 'status' }),
    onSent: sent.add,
    log,
  });
  const clock = createNodeClock({
    ...{ site, node, topics, uplink, log },
    onCorrected(by) {
      pipeline.restamp(by);
      const from = new Map(watched.map(({ channel }) => [channel.topic, channel.published]));
      uplink.amend((topic, payload) => amendMessage(topic, payload, { by, bootId, from }));
    },
  });
  const pipeline = createPipeline({ backbone, uplink, bootId, clock, timer, log });
  const cameras = config.cameras.filter(({ enabled }) => enabled).map(({ id }) => id);
  const desk = openPictureDesk({ config: config.pictures, site, node, cameras, topics, uplink, timer, log });
  const parts = { topics, uplink, pipeline, clock, keepers: desk.keepers, log };
  const watched = config.cameras.flatMap((camera) => watch(camera, config, parts));
  const switched = new Map(watched.map(({ camera, channel }) => [channel.id, camera]));
  const switches = hearSwitches({ topics, site, uplink, log, cameras: switched });
  const healthTopic = topics.format({ kind: 'node', site, node, leaf: 'health' });
  const health = createHealth({
    watched,
    timer,
    uplinkState: uplink.state,
    more: () => ({ sent: sent.totals(), pictures: desk.counts(), clock: clock.health() }),
    clock,
    report: (report) => uplink.mention(healthTopic, JSON.stringify(report)),
    interval: config.health_interval_s * 1000,
    log,
  });
  uplink.retain(
    topics.format({ kind: 'node', site, node, leaf: 'info' }),
    JSON.stringify(describeNode(config, backbone)),
  );
  const vitals = createVitals({ watched, watchdog: config.watchdog, uplinkState: uplink.state });
  return {
    ...composeServices([uplink, clock, pipeline, switches, together(watched.map(({ attended }) => attended)), health]),
    vitals: () => vitals(performance.now()),
  };
}

function describeNode(config: EdgeConfig, { fingerprint, precision, codec }: Backbone): NodeInfo {
  const known = { ...config, broker: { ...config.broker, password: null } };
  const cameras = config.cameras.map(({ url: _url, username: _user, password: _password, ...camera }) => camera);
  return {
    version,
    started_at: Date.now(),
    fingerprint,
    precision,
    codec,
    cameras: config.cameras.map(({ id, name }) => ({ id, name: name ?? id })),
    // Without credentials and addresses: a hash of a weak password gives it away.
    config_hash: createHash('sha256')
      .update(JSON.stringify({ ...known, cameras }))
      .digest('hex')
      .slice(0, 16),
  };
}

/** Services that do not depend on each other: stopped all at once. */
function together(services: readonly Service[]): Service {
  return {
    async start(signal) {
      await Promise.all(services.map((service) => service.start(signal)));
    },
    async stop() {
      await Promise.all(services.map((service) => service.stop()));
    },
  };
}
