import type { Millis } from '@splitsight/kernel';
import type { AlertEvent, CameraView, LiveMessage } from '@splitsight/wire';

/** A new alert as a page would have seen it. */
export interface SeenAlert {
  readonly event: AlertEvent;
  readonly arrivedAt: Millis;
}

/** Follows what a server says live, so that a program can wait for it. */
export interface Watch {
  /** Takes the next live message. */
  take(message: LiveMessage, arrivedAt: Millis): void;
  camera(id: string): CameraView | undefined;
  /** Whether the camera's pictures were scored since the watch began. */
  isScored(camera: string): boolean;
  /** Whether any alert is active on the camera. */
  isActive(camera: string): boolean;
  /** Resolves with the camera's next `new` alert, or undefined after `limit`. One waiter a camera. */
  nextAlert(camera: string, limit: Millis): Promise<SeenAlert | undefined>;
}

/** Makes a watch that has seen nothing. */
export function createWatch(): Watch {
  const cameras = new Map<string, CameraView>();
  const scored = new Set<string>();
  const active = new Map<string, string>();
  const waiters = new Map<string, (alert: SeenAlert) => void>();

  function takeEvent(event: AlertEvent, arrivedAt: Millis): void {
    const { camera, id, state } = event.after;
    if (state === 'active') active.set(camera, id);
    else if (active.get(camera) === id) active.delete(camera);
    if (event.type !== 'new') return;
    waiters.get(camera)?.({ event, arrivedAt });
    waiters.delete(camera);
  }

  return {
    take(message, arrivedAt) {
      if (message.type === 'hello') for (const camera of message.cameras) cameras.set(camera.camera, camera);
      else if (message.type === 'camera') cameras.set(message.camera.camera, message.camera);
      else if (message.type === 'decisions') for (const { camera } of message.items) scored.add(camera);
      else if (message.type === 'alert') takeEvent(message.event, arrivedAt);
    },
    camera: (id) => cameras.get(id),
    isScored: (camera) => scored.has(camera),
    isActive: (camera) => active.has(camera),
    nextAlert(camera, limit) {
      return new Promise((resolve) => {
        const timer = setTimeout(() => {
          waiters.delete(camera);
          resolve(undefined);
        }, limit);
        waiters.set(camera, (alert) => {
          clearTimeout(timer);
          resolve(alert);
        });
      });
    },
  };
}
