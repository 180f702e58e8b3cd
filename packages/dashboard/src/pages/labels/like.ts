/** What others are to resemble: an item or stored region, what a camera saw at a moment, or the items with a label. */
export type Like =
  | { readonly kind: 'origin'; readonly origin: string }
  | { readonly kind: 'moment'; readonly site: string; readonly camera: string; readonly at: number }
  | { readonly kind: 'label'; readonly label: string };

const momentPattern = /^([a-z0-9][a-z0-9_-]{0,62})\/([a-z0-9][a-z0-9_-]{0,62})@(\d{1,15})$/;
const labelPattern = /^label:([a-z0-9][a-z0-9_-]{0,62})$/;

/** How it stands in an address: an origin, `<site>/<camera>@<milliseconds>` or `label:<label>`. */
export function encodeLike(like: Like): string {
  if (like.kind === 'origin') return like.origin;
  return like.kind === 'label' ? `label:${like.label}` : `${like.site}/${like.camera}@${like.at}`;
}

/** Reads what {@link encodeLike} wrote; undefined when it is none. */
export function parseLike(text: string): Like | undefined {
  if (text.startsWith('vector:') || text.startsWith('picture:')) return { kind: 'origin', origin: text };
  const label = labelPattern.exec(text)?.[1];
  if (label !== undefined) return { kind: 'label', label };
  const [, site, camera, at] = momentPattern.exec(text) ?? [];
  return site === undefined || camera === undefined ? undefined : { kind: 'moment', site, camera, at: Number(at) };
}

/** What the server is asked with. */
export function likeQuery(like: Like): object {
  if (like.kind === 'origin') return { origins: [like.origin] };
  return like.kind === 'label'
    ? { label: like.label }
    : { frames: [{ site: like.site, camera: like.camera, at: like.at }] };
}
