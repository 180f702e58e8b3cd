import { type Millis, sleep } from '@splitsight/kernel';
import { openVirtualCameras, type VirtualCameras } from '@splitsight/testkit';
import { cliError } from '../errors.ts';
import { camerasOnline } from '../stack/cameras-online.ts';
import { openLiveClient } from '../stack/live-client.ts';
import { shipped } from '../stack/shipped.ts';
import { openStack, type StackCamera } from '../stack/stack.ts';
import { withTemporaryDirectory } from '../stack/temporary.ts';
import { createWatch, type Watch } from '../stack/watch.ts';
import { narrate } from './narrate.ts';

export interface DemoOptions {
  /** Cameras of the user's own, beside the virtual ones. */
  readonly cameras: readonly string[];
  readonly httpPort: number;
  readonly mqttPort: number;
  /** Return after the first alert. */
  readonly check: boolean;
  readonly signal: AbortSignal;
  /** Told what happens, one plain line at a time. */
  readonly say: (line: string) => void;
}

/** The virtual cameras: the fire is at the first one. */
const scenes = [
  { id: 'yard', name: 'Yard', seed: 11 },
  { id: 'gate', name: 'Gate', seed: 12 },
  { id: 'car-park', name: 'Car park', seed: 13 },
] as const;
const picture = { width: 640, height: 360, fps: 15 };

/** From all cameras online to the first fire: the motion detectors learn their scenes meanwhile. */
const quiet: Millis = 12_000;
const fireDuration: Millis = 15_000;
/** From one fire to the next. */
const firePause: Millis = 60_000;
const onlineLimit: Millis = 30_000;
const alertLimit: Millis = 10_000;

/**
 * Runs cameras, agent and server on this machine until the signal is aborted or, with `check`, the first alert.
 *
 * @returns with `check`, the time from the fire appearing in the picture to the alert on the WebSocket.
 * @throws CodedError STACK_SERVER, STACK_CAMERA or STACK_NO_ALERT; testkit's codes when the RTSP server does not start.
 */
export async function runDemo(options: DemoOptions): Promise<Millis | undefined> {
  return withTemporaryDirectory(async (directory) => {
    const virtual = await openVirtualCameras({
      cameras: scenes.map(({ id, seed }) => ({ path: id, seed, ...picture })),
    });
    try {
      return await watchScenes(options, virtual, directory);
    } finally {
      await virtual.close();
    }
  });
}

async function watchScenes(
  options: DemoOptions,
  virtual: VirtualCameras,
  directory: string,
): Promise<Millis | undefined> {
  const { signal, say } = options;
  const own: StackCamera[] = options.cameras.map((url, i) => ({ id: `own-${i + 1}`, name: `Own ${i + 1}`, url }));
  const stack = await openStack({
    directory,
    cameras: [...scenes.map(({ id, name }) => ({ id, name, url: virtual.url(id) })), ...own],
    backbone: shipped.backbone,
    heads: [{ model: shipped.heads.fire, rule: { off_delay_s: 5 } }],
    httpPort: options.httpPort,
    mqttPort: options.mqttPort,
    signal,
  });
  say(`dashboard: ${stack.pageUrl}`);
  say(`MQTT: ${stack.brokerUrl} (try: mosquitto_sub -p ${new URL(stack.brokerUrl).port} -t 'splitsight/v1/+/alerts')`);
  const watch = createWatch();
  const known = new Map<string, string>();
  const live = await openLiveClient(stack.liveUrl, (message, arrivedAt) => {
    watch.take(message, arrivedAt);
    for (const line of narrate(message, known)) say(line);
  });
  try {
    const ids = scenes.map(({ id }) => id);
    await camerasOnline(watch, ids, onlineLimit, signal);
    say(`all virtual cameras are online; a fire starts at "${scenes[0].id}" in ${quiet / 1000} seconds`);
    await sleep(quiet, signal);
    if (options.check) return await fire(virtual, watch, say);
    say('press Ctrl-C to stop');
    while (!signal.aborted) {
      await fire(virtual, watch, say);
      await sleep(firePause / 2, signal);
      if (!signal.aborted) await passBy(virtual, say);
      await sleep(firePause / 2, signal);
    }
    return undefined;
  } finally {
    live.close();
    await stack.close();
  }
}

async function fire(virtual: VirtualCameras, watch: Watch, say: (line: string) => void): Promise<Millis> {
  const [{ id }] = scenes;
  const { handedAt } = await virtual.trigger(id, 'fire', { duration_ms: fireDuration, size: 'full' });
  say(`a fire appears in the picture of camera "${id}"`);
  const seen = await watch.nextAlert(id, alertLimit);
  if (!seen) throw cliError('STACK_NO_ALERT', `camera "${id}", ${alertLimit / 1000} s after the fire appeared`);
  const took = seen.arrivedAt - handedAt;
  say(`the alert was on the page ${took} ms after the fire appeared in the picture`);
  return took;
}

/** What must raise no alert. */
async function passBy(virtual: VirtualCameras, say: (line: string) => void): Promise<void> {
  await virtual.trigger('gate', 'person', { duration_ms: 8_000, size: 'full' });
  await virtual.trigger('car-park', 'car', { duration_ms: 8_000, size: 'full' });
  say('a person walks by at "gate" and a car passes "car-park": no fire, no alert');
}
