/** Why a region of a frame was looked at: all of it, a cell of the 3 × 3 grid, something moved, or a fixed patch. */
export const regionKinds = ['global', 'tile', 'motion', 'patch'] as const;
export type RegionKind = (typeof regionKinds)[number];

/** A box in fractions of the frame: 0 ≤ x, y; 0 < width, height; x + width ≤ 1; y + height ≤ 1. Origin top left. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The whole frame. */
export const wholeFrame: Box = { x: 0, y: 0, width: 1, height: 1 };

const third = 1 / 3;

/** The boxes of the tiles: the 3 × 3 cells of the frame, row by row from the top left, as a backbone gives them. */
export const tileBoxes: readonly Box[] = [0, 1, 2].flatMap((row) =>
  [0, 1, 2].map((column) => ({ x: column * third, y: row * third, width: third, height: third })),
);

/**
 * The boxes of the five patches, in the order in which a second stage reads them: top left, top right, bottom left, bottom
 * right, centre; each half as wide and half as high as the frame.
 */
export const patchBoxes: readonly Box[] = [
  { x: 0, y: 0 },
  { x: 0.5, y: 0 },
  { x: 0, y: 0.5 },
  { x: 0.5, y: 0.5 },
  { x: 0.25, y: 0.25 },
].map((corner) => ({ ...corner, width: 0.5, height: 0.5 }));

/** How a feature becomes bytes: float32 little-endian, one byte a dimension, or 128 principal components of a byte. */
export const codecNames = ['f32', 'u8', 'pca128-u8'] as const;
export type CodecName = (typeof codecNames)[number];

/** In what numbers a backbone computes: the same network made smaller is a variant of it, with a fingerprint of its own. */
export const precisionNames = ['float32', 'float16', 'int8'] as const;
export type PrecisionName = (typeof precisionNames)[number];

/** The bytes of one encoded feature of `dims` dimensions. */
export function codecBytes(codec: CodecName, dims: number): number {
  switch (codec) {
    case 'f32':
      return 4 * dims;
    case 'u8':
      return dims;
    case 'pca128-u8':
      return 128;
  }
}
