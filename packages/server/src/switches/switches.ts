import { type Clock, isCodedError, messageOf, type Tally } from '@splitsight/kernel';
import type { Logger } from '@splitsight/kernel/node';
import { type CameraView, type EnabledWord, enabledWordSchema, parseMessage, type Topics } from '@splitsight/wire';
import type { Broker } from '../broker/broker.ts';
import { serverError } from '../errors.ts';
import { type CameraRef, cameraRef } from '../flow.ts';
import { createSeldom } from '../seldom.ts';
import type { OffBook } from './off-book.ts';

/** Why an MQTT message that was to switch a camera did not. The label values of splitsight_switches_refused_total. */
export const switchRefusals = ['unknown_camera', 'garbage', 'failed'] as const;
export type SwitchRefusal = (typeof switchRefusals)[number];

/** Cameras switched off and on. The server says what holds, retained, and agents obey. */
export interface Switches {
  /** @returns the camera as it is then. @throws CodedError CAMERA_UNKNOWN, SqliteError */
  set(from: CameraRef, enabled: boolean, by: string): CameraView;
  /** Notes a camera that there is: its agent is told how it is switched. */
  see(view: Pick<CameraView, 'site' | 'camera'>): void;
  /** It is there no longer; how it is switched is remembered. */
  forget(from: CameraRef): void;
  /** An MQTT message that is to switch a camera. */
  hear(topic: string, payload: Uint8Array): void;
}

export interface SwitchesParts {
  readonly off: OffBook;
  readonly clock: Pick<Clock, 'now'>;
  readonly topics: Topics;
  readonly broker: Pick<Broker, 'publish'>;
  readonly cameras: () => readonly CameraView[];
  readonly refused: Tally<SwitchRefusal>;
  /** Told of every camera that was switched. */
  readonly onChange: (from: CameraRef) => void;
  readonly log: Pick<Logger, 'warn'>;
}

export function createSwitches(parts: SwitchesParts): Switches {
  const { off, clock, topics, broker, cameras, refused, onChange, log } = parts;
  const told = new Map<string, EnabledWord>();
  const seldom = createSeldom(clock);

  function say(from: CameraRef): void {
    const word = off.of(from) ? 'OFF' : 'ON';
    if (told.get(from.key) === word) return;
    told.set(from.key, word);
    publish(from, word);
  }

  function publish({ site, camera }: CameraRef, word: EnabledWord | ''): void {
    broker.publish(topics.format({ kind: 'camera', site, camera, leaf: 'enabled/state' }), word, { retain: true });
  }

  const viewOf = ({ site, camera }: CameraRef) => cameras().find((one) => one.site === site && one.camera === camera);

  const set: Switches['set'] = (from, enabled, by) => {
    if (!viewOf(from)) throw serverError('CAMERA_UNKNOWN', from.key);
    if (enabled === (off.of(from) !== undefined)) {
      off.set(from, enabled ? undefined : { since: clock.now(), by }, by);
      say(from);
      onChange(from);
    }
    const view = viewOf(from);
    if (!view) throw serverError('CAMERA_UNKNOWN', from.key);
    return view;
  };

  return {
    set,
    see: ({ site, camera }) => say(cameraRef(site, camera)),
    forget(from) {
      told.delete(from.key);
      publish(from, '');
    },
    hear(topic, payload) {
      const parsed = topics.parse(topic);
      if (parsed.kind !== 'camera') return;
      const { site, camera } = parsed;
      try {
        const word = parseMessage(enabledWordSchema, Buffer.from(payload).toString('utf8').trim());
        set(cameraRef(site, camera), word === 'ON', 'mqtt');
      } catch (error) {
        // Whatever fails, the broker goes on.
        refused.add(refusalOf(error));
        seldom(() => log.warn(`a camera was not switched: ${messageOf(error)}`, { site, camera }));
      }
    },
  };
}

function refusalOf(error: unknown): SwitchRefusal {
  if (!isCodedError(error)) return 'failed';
  return error.code === 'CAMERA_UNKNOWN' ? 'unknown_camera' : 'garbage';
}
