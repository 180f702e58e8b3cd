import type { CameraView } from '@splitsight/wire';

export const cameraFilters = ['all', 'alerting', 'trouble'] as const;
export type CameraFilter = (typeof cameraFilters)[number];

/** Whether a camera does not do what it should: one that was switched off does. */
export function isInTrouble(state: CameraView['state']): boolean {
  return state !== 'online' && state !== 'disabled';
}

/** Whether a filter lets a camera through. */
export function passes(filter: CameraFilter, camera: CameraView, inAlert: boolean): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'alerting':
      return inAlert;
    case 'trouble':
      return isInTrouble(camera.state);
  }
}
