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

/** How a feature becomes bytes: float32 little-endian, one byte a dimension, or 128 principal components of a byte. */
export const codecNames = ['f32', 'u8', 'pca128-u8'] as const;
export type CodecName = (typeof codecNames)[number];

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
