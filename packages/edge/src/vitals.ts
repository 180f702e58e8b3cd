import type { Millis } from '@splitsight/kernel';
import { createProgress, type Vitals } from '@splitsight/kernel/node';
import type { WatchdogConfig } from './config/camera.ts';
import type { UplinkState } from './uplink.ts';

/** What is counted of a camera, as far as life shows in it. */
export interface CameraSigns {
  readonly channel: {
    readonly frames: number;
    readonly published: number;
    readonly dropped: { totals(): Readonly<Partial<Record<string, number>>> };
  };
  readonly camera: { restarts(): number; isOff(): boolean };
}

/** What {@link createVitals} judges by. */
export interface VitalsParts {
  readonly watched: readonly CameraSigns[];
  readonly watchdog: WatchdogConfig;
  readonly uplinkState: () => Pick<UplinkState, 'connected' | 'waiting'>;
}

/** What a camera that neither shows pictures nor is started again is given beyond its own watchdog's times. */
const slack: Millis = 30_000;
/** A run of the backbone takes well under a second. */
const longestRun: Millis = 60_000;

/**
 * Makes what says how the agent is, from counts alone.
 *
 * Ready: every camera that is not switched off has given a picture, or has been tried. An agent whose cameras are all off
 * is ready. Well: each camera gives pictures or is started again and again, and the backbone gets on with them. The broker
 * may be away.
 *
 * @returns asked with the monotonic clock's time, once a second.
 */
export function createVitals({ watched, watchdog, uplinkState }: VitalsParts): (now: Millis) => Vitals {
  const stall = 1000 * watchdog.stall_s;
  const patience = stall + 1000 * watchdog.max_wait_s + slack;
  const cameras = watched.map((signs) => ({ signs, frames: createProgress(), life: createProgress() }));
  const extractor = createProgress();
  let before = { done: -1, busy: 0 };

  /** For how long pictures have had to give way while none came out of the extractor. */
  function extractorStuckFor(now: Millis): Millis {
    let done = 0;
    let busy = 0;
    for (const { channel } of watched) {
      const dropped = channel.dropped.totals();
      done += channel.published + (dropped.model ?? 0);
      busy += dropped.busy ?? 0;
    }
    if (done !== before.done) before = { done, busy };
    return extractor.stuckFor(busy > before.busy, done, now);
  }

  return (now) => {
    let tried = 0;
    let online = 0;
    let hung = 0;
    let off = 0;
    for (const { signs, frames, life } of cameras) {
      const { channel, camera } = signs;
      const restarts = camera.restarts();
      const isOn = !camera.isOff();
      const isSeen = frames.stuckFor(isOn, channel.frames, now) < stall && channel.frames > 0;
      if (!isOn) off++;
      if (!isOn || channel.frames > 0 || restarts > 0) tried++;
      if (isOn && isSeen) online++;
      if (life.stuckFor(isOn, channel.frames + restarts, now) > patience) hung++;
    }
    const isModelStuck = extractorStuckFor(now) > longestRun;
    const { connected, waiting } = uplinkState();
    const link = connected ? 'uplink connected' : `uplink disconnected, ${waiting} messages wait`;
    const switchedOff = off > 0 ? [`${off} switched off`] : [];
    const troubles = [...(hung > 0 ? [`${hung} cameras hang`] : []), ...(isModelStuck ? ['the model hangs'] : [])];
    return {
      isReady: tried === cameras.length,
      isWell: troubles.length === 0,
      status: [`${online} of ${cameras.length} cameras online`, ...switchedOff, link, ...troubles].join(', '),
    };
  };
}
