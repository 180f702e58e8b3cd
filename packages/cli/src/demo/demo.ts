import { type Millis, sleep } from '@splitsight/kernel';
import { createScene } from '@splitsight/testkit';
import { cliError } from '../errors.ts';
import { camerasOnline } from '../stack/cameras-online.ts';
import { onlineLimit, type VirtualSite, withVirtualSite } from '../stack/virtual-site.ts';
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

/** The virtual cameras. The fire is at the first one; the others see who passes by. */
const scenes = [
  { id: 'yard', name: 'Yard', scene: createScene(11, { light: 'day' }) },
  { id: 'gate', name: 'Gate', scene: createScene(12, { light: 'overcast' }) },
  { id: 'car-park', name: 'Car park', scene: createScene(19, { light: 'night' }) },
] as const;

/** From all cameras online to the first fire: the motion detectors learn their scenes meanwhile. */
const quiet: Millis = 12_000;
const fireDuration: Millis = 15_000;
/** From one fire to the next. */
const firePause: Millis = 60_000;
/** A busy machine looks at few pictures of the fire. */
const alertLimit: Millis = 30_000;

/**
 * Runs cameras, agent and server on this machine until the signal is aborted or, with `check`, the first alert.
 *
 * @returns with `check`, the time from the fire appearing in the picture to the alert on the WebSocket.
 * @throws CodedError STACK_SERVER, STACK_CAMERA or, with `check`, STACK_NO_ALERT; testkit's codes when the RTSP server does not start.
 */
export function runDemo({ signal, say, ...options }: DemoOptions): Promise<Millis | undefined> {
  const known = new Map<string, string>();
  return withVirtualSite(
    {
      scenes,
      own: options.cameras.map((url, i) => ({ id: `own-${i + 1}`, name: `Own ${i + 1}`, url })),
      rule: { off_delay_s: 5 },
      httpPort: options.httpPort,
      mqttPort: options.mqttPort,
      signal,
      onListening({ pageUrl, brokerUrl }) {
        say(`dashboard: ${pageUrl}`);
        say(
          `MQTT: ${brokerUrl} (mosquitto_sub -p ${new URL(brokerUrl).port} -t 'splitsight/v1/+/alerts' shows the alerts)`,
        );
      },
      onMessage: (message) => narrate(message, known).forEach(say),
    },
    async (site) => {
      const ids = scenes.map(({ id }) => id);
      await camerasOnline(site.watch, ids, onlineLimit, signal);
      say(`all virtual cameras are online; a fire starts at camera "${scenes[0].id}" in ${quiet / 1000} seconds`);
      await sleep(quiet, signal);
      if (options.check) {
        const took = await fire(site, say);
        if (took === undefined) throw cliError('STACK_NO_ALERT', missing);
        return took;
      }
      say('press Ctrl-C to stop');
      while (!signal.aborted) {
        await fire(site, say);
        await sleep(firePause / 2, signal);
        if (!signal.aborted) await passBy(site, say);
        await sleep(firePause / 2, signal);
      }
      return undefined;
    },
  );
}

const missing = `camera "${scenes[0].id}", ${alertLimit / 1000} s after the fire appeared`;

/** @returns how long the alert took; undefined, and said so, when it did not come in time. */
async function fire({ cameras, watch }: VirtualSite, say: (line: string) => void): Promise<Millis | undefined> {
  const [{ id }] = scenes;
  const next = watch.nextAlert(id, alertLimit);
  const { handedAt } = await cameras.trigger(id, 'fire', { duration_ms: fireDuration, size: 'full' });
  say(`a fire appears in the picture of camera "${id}"`);
  const seen = await next;
  if (!seen) {
    say(`no alert in time (${missing}): the machine may be too busy; the page shows the score`);
    return undefined;
  }
  const took = seen.arrivedAt - handedAt;
  say(`the alert was on the page ${took} ms after the fire appeared in the picture`);
  return took;
}

/** What is to raise no alert. */
async function passBy({ cameras }: VirtualSite, say: (line: string) => void): Promise<void> {
  await cameras.trigger('gate', 'person', { duration_ms: 8_000, size: 'full' });
  await cameras.trigger('car-park', 'car', { duration_ms: 8_000, size: 'full' });
  say('a person walks by at "gate" and a car passes "car-park": nothing burns, so an alert now is a false one');
}
