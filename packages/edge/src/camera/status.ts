import type { Clock } from '@splitsight/kernel';
import type { Verdict } from '@splitsight/vision';
import type { CameraStatus, NodeId } from '@splitsight/wire';
import { type CameraFailure, describeFailure } from './failure.ts';

/** Says how a camera is, each time that it is otherwise. */
export interface CameraStatusTeller {
  /** It gives pictures. */
  online(): void;
  /** It gives none. Of a camera that fails the same way again and again, only the first time is news. */
  offline(failure: CameraFailure): void;
  /** It was switched off. */
  off(): void;
  /** What the latest picture was found to be. */
  judged(verdict: Verdict | undefined): void;
}

export interface CameraStatusOptions {
  readonly node: NodeId;
  readonly clock: Pick<Clock, 'now'>;
  readonly tell: (status: CameraStatus) => void;
}

const codes = {
  frozen: 'CAMERA_FROZEN',
  covered: 'CAMERA_COVERED',
  moved: 'CAMERA_MOVED',
  defocused: 'CAMERA_DEFOCUSED',
} as const;

/** Makes the teller of a camera that has not given a picture yet, and says so. */
export function createCameraStatus({ node, clock, tell }: CameraStatusOptions): CameraStatusTeller {
  let failure: string | undefined;
  let verdict: Verdict | undefined;

  function gone(state: 'offline' | 'disabled', because: CameraFailure): void {
    const reason = describeFailure(because);
    if (reason === failure) return;
    failure = reason;
    tell({ state, since: clock.now(), node, reason });
  }

  const offline = (because: CameraFailure) => gone('offline', because);

  function seen(): void {
    if (verdict) {
      const reason = describeFailure({ code: codes[verdict.lie], detail: '' });
      tell({ state: verdict.lie, since: Math.max(0, Math.round(verdict.since)), node, reason });
    } else tell({ state: 'online', since: clock.now(), node });
  }

  offline({ code: 'CAMERA_STARTING', detail: '' });
  return {
    offline,
    off: () => gone('disabled', { code: 'CAMERA_SWITCHED_OFF', detail: '' }),
    online() {
      failure = undefined;
      seen();
    },
    judged(next) {
      if (next?.lie === verdict?.lie) return;
      verdict = next;
      if (failure === undefined) seen();
    },
  };
}
