import type { Alert, AlertPictures, CameraId, CameraPolicy, CameraView, PictureView, SiteId } from '@splitsight/wire';
import type { PictureTable } from '../store/pictures.ts';
import type { PicturePolicies } from './policies.ts';
import type { PictureShelf } from './shelf.ts';

/** The pictures that were asked for. */
export interface PictureLibrary {
  get(id: string): PictureView | undefined;
  file(id: string): Promise<Uint8Array | undefined>;
  ofAlert(alert: Pick<Alert, 'id' | 'site' | 'camera'>): AlertPictures;
  ofCamera(site: SiteId, camera: CameraId, limit: number): AlertPictures;
  /** The newest of every camera. */
  latest(): PictureView[];
  knows(site: SiteId, camera: CameraId): boolean;
}

export interface LibraryParts {
  readonly table: PictureTable;
  readonly shelf: Pick<PictureShelf, 'get'>;
  readonly policies: Pick<PicturePolicies, 'of'>;
  readonly cameras: () => readonly CameraView[];
}

export function createPictureLibrary({ table, shelf, policies, cameras }: LibraryParts): PictureLibrary {
  const find = (site: SiteId, camera: CameraId) =>
    cameras().find((view) => view.site === site && view.camera === camera);
  const policyOf = (site: SiteId, camera: CameraId): CameraPolicy =>
    policies.of({ site, camera, node: find(site, camera)?.node ?? null });

  return {
    get: table.get,
    file: shelf.get,
    ofAlert: ({ id, site, camera }) => ({ policy: policyOf(site, camera), pictures: [...table.ofAlert(id)] }),
    ofCamera: (site, camera, limit) => ({
      policy: policyOf(site, camera),
      pictures: [...table.ofCamera(site, camera, limit)],
    }),
    latest: () => [...table.latest()],
    knows: (site, camera) => find(site, camera) !== undefined,
  };
}
