/** The id of a camera's card in the page, for links to it. */
export function cameraAnchor(key: string): string {
  return `camera-${key.replace('/', '-')}`;
}
