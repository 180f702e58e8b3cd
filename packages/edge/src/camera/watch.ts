import type { Clock, Service } from '@splitsight/kernel';
import type { Logger } from '@splitsight/kernel/node';
import {
  createGaze,
  createTamperWatch,
  type Frame,
  type Gaze,
  type TamperWatch,
  type Verdict,
} from '@splitsight/vision';
import type { CameraId, CameraStatus, Topics } from '@splitsight/wire';
import { type Channel, createChannel } from '../channel.ts';
import type { CameraConfig } from '../config/camera.ts';
import type { EdgeConfig } from '../config/schema.ts';
import type { PictureDesk } from '../pictures/desk.ts';
import type { Pipeline } from '../pipeline.ts';
import type { Uplink } from '../uplink.ts';
import { createCamera } from './camera.ts';
import { createCameraStatus } from './status.ts';
import { createSwitchedCamera, type SwitchedCamera } from './switched.ts';

/** A camera at work. */
export interface Watched {
  readonly camera: SwitchedCamera;
  /** The camera, which says at its end that it was stopped. */
  readonly attended: Service;
  readonly channel: Channel;
}

/** What {@link watch} works with. */
export interface WatchParts {
  readonly topics: Topics;
  readonly uplink: Uplink;
  readonly pipeline: Pipeline;
  readonly keepers: PictureDesk['keepers'];
  readonly clock: Clock;
  readonly log: Logger;
}

/** The camera of a configuration entry, its pictures led into the pipeline and its state to the broker; none if disabled. */
export function watch(entry: CameraConfig, config: EdgeConfig, parts: WatchParts): Watched[] {
  const { topics, uplink, pipeline, clock, log } = parts;
  const { site, node } = config;
  const statusTopic = topics.format({ kind: 'camera', site, camera: entry.id, leaf: 'status' });
  const tell = (status: CameraStatus) => {
    logStatus(log, entry.id, status);
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

const isCalm = ({ state, reason }: CameraStatus) =>
  ['online', 'disabled', 'stopped'].includes(state) || reason?.startsWith('CAMERA_STARTING');

function logStatus(log: Logger, camera: CameraId, status: CameraStatus): void {
  const { state, reason } = status;
  log[isCalm(status) ? 'info' : 'warn'](`camera ${state}`, { camera, ...(reason === undefined ? {} : { reason }) });
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

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** What is there of an object whose keys may hold undefined. */
function defined<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
}
