import { createHash, randomBytes } from 'node:crypto';
import {
  type Backbone,
  chooseVariant,
  openBackbone,
  type Processor,
  readBackboneManifest,
  readProcessor,
} from '@splitsight/inference';
import { type Clock, composeServices, createStageTimer, type Service } from '@splitsight/kernel';
import { createLogger, type Logger, type Vitals } from '@splitsight/kernel/node';
import {
  createGaze,
  createTamperWatch,
  type Frame,
  type Gaze,
  type TamperWatch,
  type Verdict,
} from '@splitsight/vision';
import { type BootId, type CameraStatus, createTopics, hex8, type NodeInfo, type Topics } from '@splitsight/wire';
import { createCamera } from './camera/camera.ts';
import { requireFfmpeg } from './camera/ffmpeg.ts';
import { createCameraStatus } from './camera/status.ts';
import { createSwitchedCamera, type SwitchedCamera } from './camera/switched.ts';
import { hearSwitches } from './camera/switches.ts';
import { type Channel, createChannel, stages } from './channel.ts';
import { amendMessage } from './clock/amend.ts';
import { createNodeClock } from './clock/node-clock.ts';
import type { CameraConfig } from './config/camera.ts';
import type { EdgeConfig } from './config/schema.ts';
import { createHealth } from './health.ts';
import { openPictureDesk, type PictureDesk } from './pictures/desk.ts';
import { createPipeline, type Pipeline } from './pipeline.ts';
import { createSentCount } from './sent.ts';
import { createUplink, type Uplink } from './uplink.ts';
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
  hearSwitches({ topics, site, uplink, log, cameras: switched });
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
    ...composeServices([uplink, clock, pipeline, together(watched.map(({ attended }) => attended)), health]),
    vitals: () => vitals(performance.now()),
  };
}

interface Watched {
  readonly camera: SwitchedCamera;
  /** The camera, which says at its end that it was stopped. */
  readonly attended: Service;
  readonly channel: Channel;
}

interface WatchParts {
  readonly topics: Topics;
  readonly uplink: Uplink;
  readonly pipeline: Pipeline;
  readonly keepers: PictureDesk['keepers'];
  readonly clock: Clock;
  readonly log: Logger;
}

/** The camera of a configuration entry, its pictures led into the pipeline and its state to the broker; none if disabled. */
function watch(entry: CameraConfig, config: EdgeConfig, parts: WatchParts): Watched[] {
  const { topics, uplink, pipeline, clock, log } = parts;
  const { site, node } = config;
  const statusTopic = topics.format({ kind: 'camera', site, camera: entry.id, leaf: 'status' });
  const tell = (status: CameraStatus) => {
    const { state, reason } = status;
    const level =
      ['online', 'disabled', 'stopped'].includes(state) || reason?.startsWith('CAMERA_STARTING') ? 'info' : 'warn';
    log[level](`camera ${state}`, { camera: entry.id, ...(reason === undefined ? {} : { reason }) });
    uplink.retain(statusTopic, JSON.stringify(status));
  };
  if (!entry.enabled) {
    tell({ state: 'disabled', since: clock.now(), node });
    return [];
  }
  const status = createCameraStatus({ node, clock, tell });
  const size = { ...config.capture, ...defined(entry.capture) };
  const { watchdog } = config;
  const options = { source: entry, transport: entry.transport, size, watchdog, clock };
  const listener = {
    onFrame: (frame: Frame) => pipeline.accept(channel, frame),
    onOnline: status.online,
    onOffline: status.offline,
  };
  const camera = createSwitchedCamera(() => createCamera(options, listener), {
    onOff: status.off,
    onOn: () => status.offline({ code: 'CAMERA_STARTING', detail: '' }),
  });
  const keeper = parts.keepers.get(entry.id);
  const channel = createChannel({
    id: entry.id,
    topic: topics.format({ kind: 'camera', site, camera: entry.id, leaf: 'features' }),
    gaze: suspicious(
      createGaze({ ...config.gaze, ...defined(entry.gaze) }),
      createTamperWatch({ ...config.tamper, ...defined(entry.tamper) }),
      status.judged,
    ),
    release(frame, looked) {
      if (keeper) keeper.offer(frame, looked, camera.release);
      else camera.release(frame);
    },
  });
  const attended: Service = {
    start: (signal) => camera.start(signal),
    async stop() {
      await camera.stop();
      if (!camera.isOff()) tell({ state: 'stopped', since: clock.now(), node });
    },
  };
  return [{ camera, attended, channel }];
}

/** A gaze that also looks whether what it sees can be believed. */
function suspicious(gaze: Gaze, tamper: TamperWatch, judged: (verdict: Verdict | undefined) => void): Gaze {
  return {
    plane: gaze.plane,
    step(frame) {
      const regions = gaze.step(frame);
      const plane = gaze.plane();
      if (plane) judged(tamper.step(frame, plane));
      return regions;
    },
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

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** What is there of an object whose keys may hold undefined. */
function defined<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
}
