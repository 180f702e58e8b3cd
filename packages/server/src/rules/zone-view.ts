import {
  type Box,
  type FeatureRegion,
  isInside,
  overlapArea,
  type Polygon,
  polygonArea,
  type RegionKind,
  wholeFrame,
} from '@splitsight/wire';

/** How a region lies to a zone and its masks. */
export type Sight = 'in' | 'out' | 'masked';

/** What of a frame a zone lets count. */
export interface ZoneView {
  /** The kinds of region that can count in it at all. */
  readonly kinds: readonly RegionKind[];
  /** Whether it has masks. */
  readonly isMasked: boolean;
  see(region: Pick<FeatureRegion, 'kind' | 'box'>): Sight;
  /** What it was made of. */
  readonly madeOf: Omit<ZoneViewOptions, 'kinds'>;
}

export interface ZoneViewOptions {
  /** null: the whole frame. */
  readonly polygon: Polygon | null;
  readonly masks: readonly Polygon[];
  readonly kinds: readonly RegionKind[];
  /** Whether the score of the whole frame counts in a zone that is only a part of it. */
  readonly global: boolean;
}

/**
 * A tile or patch is in a zone when at least this share of the smaller of the two lies in the other: so a tile counts in a
 * zone that it fills half of, and in one that lies half in it. It is masked when masks cover this share of it.
 */
export const overlapShare = 0.5;
/** A zone that covers more than this is the whole frame: drawn to the corners by hand. */
const wholeShare = 0.99;
/** Tiles and patches are nine and five; whatever else an agent sends is judged anew. */
const maxRemembered = 256;

export function createZoneView({ polygon, masks, kinds, global }: ZoneViewOptions): ZoneView {
  const area = polygon === null ? 1 : polygonArea(polygon);
  const isWhole = area >= wholeShare;
  const remembered = new Map<number, Sight>();

  function seeTile(box: Box): Sight {
    const size = box.width * box.height;
    const covered = masks.reduce((sum, mask) => sum + overlapArea(mask, box), 0);
    if (covered >= overlapShare * size) return 'masked';
    if (polygon === null || isWhole) return 'in';
    return overlapArea(polygon, box) >= overlapShare * Math.min(size, area) ? 'in' : 'out';
  }

  return {
    kinds: isWhole || global ? kinds : kinds.filter((kind) => kind !== 'global'),
    isMasked: masks.length > 0,
    madeOf: { polygon, masks, global },
    see({ kind, box }) {
      switch (kind) {
        case 'global':
          return isWhole || global ? 'in' : 'out';
        case 'motion': {
          const x = box.x + box.width / 2;
          const y = Math.min(1, box.y + box.height);
          if (masks.some((mask) => isInside(mask, x, y))) return 'masked';
          return polygon === null || isInside(polygon, x, y) ? 'in' : 'out';
        }
        case 'tile':
        case 'patch': {
          const key = keyOf(box);
          const known = remembered.get(key);
          if (known) return known;
          const seen = seeTile(box);
          if (remembered.size >= maxRemembered) remembered.clear();
          remembered.set(key, seen);
          return seen;
        }
      }
    },
  };
}

/** Boxes that are the same to 13 bits are the same here. */
function keyOf({ x, y, width, height }: Box): number {
  const steps = 8191;
  const [a, b, c, d] = [x, y, width, height].map((value) => Math.round(value * steps));
  return (((a ?? 0) * 8192 + (b ?? 0)) * 8192 + (c ?? 0)) * 8192 + (d ?? 0);
}

/** Whether a polygon is all of the frame. */
export function isWholeFrame(polygon: Polygon): boolean {
  return overlapArea(polygon, wholeFrame) >= wholeShare;
}
