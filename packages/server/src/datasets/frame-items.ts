import { type Item, parseOrigin } from '@splitsight/training';
import type { BootId, Box, CameraId, RegionKind, SiteId } from '@splitsight/wire';
import type { FrameName, StoredFrame } from '../store/history-frame.ts';

/**
 * Which region of which frame an origin names; undefined for one of a picture.
 *
 * @throws CodedError DATASET_ORIGIN
 */
export function regionOfOrigin(origin: string): (FrameName & { readonly region: number }) | undefined {
  const parsed = parseOrigin(origin);
  if (parsed.kind === 'picture') return undefined;
  const { site, camera, bootId, sequence, region } = parsed;
  // Their texts were checked: see parseOrigin.
  return { site: site as SiteId, camera: camera as CameraId, bootId: bootId as BootId, sequence, region };
}

/** The item of a region of a stored frame; undefined when the frame has no such region. */
export function frameItem(frame: StoredFrame, region: number, label: string): Item | undefined {
  const { from, bootId, sequence, capturedAt, kind, regions } = frame;
  const seen = regions[region];
  return (
    seen && {
      origin: { kind: 'vector', site: from.site, camera: from.camera, bootId, sequence, region },
      label,
      vector: seen.vector,
      fingerprint: kind.fingerprint,
      camera: from.key,
      capturedAt,
      region: seen.kind,
      box: seen.box,
      group: null,
      judged: true,
      weight: 1,
    }
  );
}

/** The items of all regions of some kinds. */
export function frameItems(frame: StoredFrame, kinds: readonly RegionKind[], label: string): Item[] {
  return frame.regions.flatMap(({ kind }, region) => {
    const item = kinds.includes(kind) ? frameItem(frame, region, label) : undefined;
    return item ? [item] : [];
  });
}

/**
 * Which region of a frame an alert meant: of its kind, the one whose box is nearest.
 *
 * @returns its place in the frame; undefined when the frame has none of the kind.
 */
export function meantRegion(frame: StoredFrame, kind: RegionKind | null, box: Box | null): number | undefined {
  const found = frame.regions
    .map((region, at) => ({ at, kind: region.kind, away: box ? distance(region.box, box) : 0 }))
    .filter((region) => kind === null || region.kind === kind)
    .sort((a, b) => a.away - b.away);
  return found[0]?.at;
}

function distance(a: Box, b: Box): number {
  return Math.abs(a.x - b.x) + Math.abs(a.y - b.y) + Math.abs(a.width - b.width) + Math.abs(a.height - b.height);
}
