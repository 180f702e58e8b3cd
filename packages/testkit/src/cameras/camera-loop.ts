import type { Writable } from 'node:stream';
import type { Millis } from '@splitsight/kernel';
import {
  createEvent,
  createRenderer,
  type Disturbance,
  disturb,
  type EventKind,
  encodeI420,
  i420Bytes,
  type SceneEvent,
} from '../scene/index.ts';
import type { FrameCounts, HostedCamera } from './host-messages.ts';

/** One camera's steady beat: it renders a frame when one is due and hands it to the encoder's pipe. */
export interface CameraLoop {
  start(): void;
  /**
   * Lets an event begin in the next frame; `onHanded` gets the moment just before that frame is written.
   *
   * @returns whether it was taken: not when too many events happen already.
   */
  trigger(
    kind: EventKind,
    details: { readonly duration_ms?: Millis; readonly size?: 'grow' | 'full' },
    onHanded: (handedAt: Millis) => void,
  ): boolean;
  /** Stops or goes on sending frames. */
  setPaused(paused: boolean): void;
  /** Makes what is sent from the next frame on not what is there; null ends that. */
  disturb(how: Disturbance | null): void;
  counts(): FrameCounts;
  stop(): void;
}

/** Triggered events that may happen or wait at one time. */
const maxTriggered = 64;

/**
 * Makes the loop of a camera. Rendering what stands still takes up to a second.
 *
 * @param phase milliseconds that this camera's beat comes after the others', so that they take turns.
 */
export function createCameraLoop(camera: HostedCamera, pipe: Writable, phase: Millis): CameraLoop {
  const { width, height } = camera;
  const renderer = createRenderer(camera.scene, { width, height });
  const rgb = new Uint8Array(width * height * 3);
  const frame = new Uint8Array(i420Bytes(width, height));
  const interval = 1000 / camera.fps;
  const waiting: { readonly event: (t: Millis) => SceneEvent; readonly onHanded: (at: Millis) => void }[] = [];
  let events: readonly SceneEvent[] = camera.scene.events;
  let origin = 0;
  let next = 0;
  let writing = false;
  let paused = false;
  let wrong: Disturbance | null = null;
  let sent = 0;
  let skipped = 0;
  let timer: NodeJS.Timeout | undefined;

  const tick = () => {
    const due = Math.floor((performance.now() - origin) / interval);
    if (due > next) {
      // None is due while it is paused.
      if (!paused) skipped += due - next;
      next = due;
    }
    if (!paused) {
      if (writing) skipped++;
      else send(next * interval);
    }
    next++;
    timer = setTimeout(tick, Math.max(0, origin + next * interval - performance.now()));
  };
  const send = (t: Millis) => {
    const begun = waiting.splice(0);
    events = [...events.filter((event) => t < event.at_ms + event.duration_ms), ...begun.map(({ event }) => event(t))];
    if (wrong !== 'frozen') {
      const picture = renderer.render(t, events, rgb);
      if (wrong) disturb({ width, height, rgb }, wrong, sent);
      encodeI420(picture, frame);
    }
    writing = true;
    sent++;
    const handedAt = Date.now();
    pipe.write(frame, () => {
      writing = false;
    });
    for (const { onHanded } of begun) onHanded(handedAt);
  };
  return {
    start() {
      origin = performance.now() + phase;
      timer = setTimeout(tick, phase);
    },
    trigger(kind, details, onHanded) {
      if (waiting.length + events.length >= maxTriggered + camera.scene.events.length) return false;
      waiting.push({ event: (t) => createEvent(kind, t, details), onHanded });
      return true;
    },
    setPaused(value) {
      paused = value;
    },
    disturb(how) {
      wrong = how;
    },
    counts: () => ({ sent, skipped }),
    stop() {
      clearTimeout(timer);
    },
  };
}
