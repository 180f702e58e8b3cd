/** The address of a camera's page. */
export function cameraPath({ site, camera }: { readonly site: string; readonly camera: string }): string {
  return `/cameras/${encodeURIComponent(site)}/${encodeURIComponent(camera)}`;
}
