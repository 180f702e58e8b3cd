/** An origin as people read it: what a picture was called, or the camera and the number of the frame. */
export function originName(origin: string): string {
  const picture = /^picture:(?:[0-9a-f]{64}\/)?(.*)#\d+$/.exec(origin)?.[1];
  if (picture !== undefined) return picture;
  const [, site, camera, sequence] = /^vector:([^/]+)\/([^/]+)\/[^/]+\/(\d+)\/\d+$/.exec(origin) ?? [];
  return site === undefined ? origin : `${site} / ${camera} #${sequence}`;
}
