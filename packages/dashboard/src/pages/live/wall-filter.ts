import type { CameraView } from '@splitsight/wire';
import { z } from 'zod';

/** Which cameras the wall can be limited to: all, by what matters now, or by one state. */
export const shownCameras = [
  'all',
  'alerting',
  'trouble',
  'online',
  'offline',
  'frozen',
  'covered',
  'defocused',
  'moved',
  'disabled',
  'stopped',
  'unknown',
] as const;
export type ShownCameras = (typeof shownCameras)[number];

/** What the address says of the wall. */
export const wallSchema = z.object({
  show: z.enum(shownCameras).default('all'),
  site: z.string().max(64).default(''),
  q: z.string().max(80).default(''),
  view: z.enum(['tiles', 'rows']).default('tiles'),
});
export type WallFilter = z.output<typeof wallSchema>;

/** Whether a camera does not do what it should: one that was switched off does. */
export function isInTrouble(state: CameraView['state']): boolean {
  return state !== 'online' && state !== 'disabled';
}

/** Whether a camera belongs to what is shown. */
export function passes(show: ShownCameras, camera: CameraView, inAlert: boolean): boolean {
  switch (show) {
    case 'all':
      return true;
    case 'alerting':
      return inAlert;
    case 'trouble':
      return isInTrouble(camera.state);
    case 'online':
    case 'offline':
    case 'frozen':
    case 'covered':
    case 'defocused':
    case 'moved':
    case 'disabled':
    case 'stopped':
    case 'unknown':
      return camera.state === show;
  }
}

/** Whether every word of the search stands in the camera's name, id, site or node. */
export function isFound(camera: CameraView, search: string): boolean {
  const text = `${camera.name} ${camera.camera} ${camera.site} ${camera.node ?? ''}`.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
