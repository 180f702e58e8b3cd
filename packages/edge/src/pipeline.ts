import { setImmediate } from 'node:timers/promises';
import type { Backbone } from '@splitsight/inference';
import { type Clock, type Millis, messageOf, type Service, type StageTimer } from '@splitsight/kernel';
import type { Logger } from '@splitsight/kernel/node';
import { countCuts, cutLooks, extractRegions, type Frame, type Region } from '@splitsight/vision';
import { type BootId, encodeFeatureMessage, type FeatureRegion } from '@splitsight/wire';
import type { Channel, DropReason, Stage } from './channel.ts';
import { createLobby } from './lobby.ts';
import type { Uplink } from './uplink.ts';

/** What {@link createPipeline} works with. */
export interface PipelineParts {
  readonly backbone: Pick<Backbone, 'input' | 'fingerprint' | 'codec' | 'extract' | 'extractTiles'>;
  readonly uplink: Pick<Uplink, 'publish'>;
  readonly bootId: BootId;
  readonly clock: Clock;
  readonly timer: StageTimer<Stage>;
  readonly log: Logger;
}

/** camera ▶ frame ▶ region ▶ feature ▶ wire. Each ▶ may drop a picture, and counts it. */
export interface Pipeline extends Service {
  /** Takes a picture, which is the pipeline's from then on. */
  accept(channel: Channel, frame: Frame): void;
  /** The clock of captures was wrong: pictures that were taken until now have their stamps moved. */
  restamp(by: Millis): void;
}

interface Sight {
  readonly channel: Channel;
  readonly frame: Frame;
  readonly regions: readonly Region[];
  readonly at: Millis;
}

/** Pictures in one run of the backbone: more win no time on a CPU, and the first would wait for the last. */
const batchRoom = 4;

export function createPipeline({ backbone, uplink, bootId, clock, timer, log }: PipelineParts): Pipeline {
  const { input, fingerprint, codec } = backbone;
  const images = new Uint8Array(batchRoom * input.width * input.height * 3);
  const weigh = ({ regions }: Sight) => countCuts(regions);
  const lobby = createLobby<Sight>({ weigh, room: batchRoom, onDrop: (sight) => drop(sight, 'busy') });
  let running: Promise<void> = Promise.resolve();
  let moved = { by: 0, until: Number.NEGATIVE_INFINITY };

  function chooseRegions(channel: Channel, frame: Frame): readonly Region[] | undefined {
    const at = performance.now();
    const regions = channel.gaze.step(frame);
    timer.add('motion', performance.now() - at);
    return regions;
  }

  function drop({ channel, frame }: Pick<Sight, 'channel' | 'frame'>, reason: DropReason): void {
    channel.dropped.add(reason);
    channel.release(frame, false);
  }

  async function extractFeatures(sights: readonly Sight[]): Promise<FeatureRegion[][] | undefined> {
    const began = performance.now();
    for (const { at } of sights) timer.add('wait', began - at);
    const cut = cutLooks(sights, input, images);
    for (const { channel, frame } of sights) channel.release(frame, true);
    const ready = performance.now();
    timer.add('crop', (ready - began) / sights.length);
    try {
      const seen = await extractRegions(backbone, sights, cut);
      timer.add('infer', performance.now() - ready);
      return seen;
    } catch (error) {
      for (const { channel } of sights) channel.dropped.add('model');
      log.error(messageOf(error));
      return undefined;
    }
  }

  function sendFeatures({ channel, frame, at }: Sight, regions: readonly FeatureRegion[]): void {
    const capturedAt = Math.max(0, Math.round(frame.capturedAt + (at <= moved.until ? moved.by : 0)));
    const message = { bootId, sequence: channel.published++, capturedAt, fingerprint, codec, regions };
    uplink.publish(channel.topic, encodeFeatureMessage(message), (took) => {
      timer.add('publish', took);
      timer.add('total', Math.max(0, clock.now() - capturedAt));
    });
  }

  async function run(): Promise<void> {
    for (let sights = await lobby.take(); sights; sights = await lobby.take()) {
      const seen = await extractFeatures(sights);
      seen?.forEach((regions, i) => {
        const sight = sights[i];
        if (sight) sendFeatures(sight, regions);
      });
      // A run holds up the event loop: what was sent leaves, and what has come in is read, before the next one.
      await setImmediate();
    }
  }

  return {
    accept(channel, frame) {
      channel.frames++;
      const regions = chooseRegions(channel, frame);
      if (!regions) drop({ channel, frame }, 'gaze');
      else lobby.put(channel.id, { channel, frame, regions, at: performance.now() });
    },
    restamp(by) {
      moved = { by, until: performance.now() };
    },
    start() {
      running = run();
      return Promise.resolve();
    },
    async stop() {
      lobby.close();
      await running;
    },
  };
}
