import { type FeatureRegion, regionKinds } from '@splitsight/wire';

/** Bytes before each vector: kind (u8), then x, y, width, height in 1/65535 of the frame (u16, little-endian). */
const headBytes = 9;
const unit = 65_535;

/** Packs regions for the database, so that vectors of one kind lie at a fixed stride and need no parsing. */
export function encodeRegions(regions: readonly FeatureRegion[]): Uint8Array {
  let size = 0;
  for (const { vector } of regions) size += headBytes + vector.length;
  const blob = new Uint8Array(size);
  const view = new DataView(blob.buffer);
  let at = 0;
  for (const { kind, box, vector } of regions) {
    blob[at] = regionKinds.indexOf(kind);
    view.setUint16(at + 1, Math.round(box.x * unit), true);
    view.setUint16(at + 3, Math.round(box.y * unit), true);
    view.setUint16(at + 5, Math.round(box.width * unit), true);
    view.setUint16(at + 7, Math.round(box.height * unit), true);
    blob.set(vector, at + headBytes);
    at += headBytes + vector.length;
  }
  return blob;
}

/** Unpacks what {@link encodeRegions} has packed; vectors are views into the blob. */
export function decodeRegions(blob: Uint8Array, vectorBytes: number): readonly FeatureRegion[] {
  const stride = headBytes + vectorBytes;
  return Array.from({ length: Math.floor(blob.length / stride) }, (_, index) => {
    const at = index * stride;
    return { ...decodeHead(blob, at), vector: blob.subarray(at + headBytes, at + stride) };
  });
}

/** How many bytes a region takes. */
export function regionBytes(vectorBytes: number): number {
  return headBytes + vectorBytes;
}

/** Many packed regions, their vectors one after the other as a head takes them. */
export interface PackedRegions {
  readonly vectors: Uint8Array;
  /** What stands before each vector; read with {@link regionAt}. */
  readonly heads: Uint8Array;
}

/** Parts packed regions into vectors and what stands before them. The vectors take the blob's own memory. */
export function partRegions(blob: Uint8Array, vectorBytes: number): PackedRegions {
  const stride = headBytes + vectorBytes;
  const count = Math.floor(blob.length / stride);
  const heads = new Uint8Array(count * headBytes);
  for (let i = 0, to = 0, from = 0; i < count; i++, from += stride) {
    for (let byte = 0; byte < headBytes; byte++) heads[to++] = blob[from + byte] as number;
    // Moving within the blob is what costs least: no memory is asked for, and no view made a row.
    blob.copyWithin(i * vectorBytes, from + headBytes, from + stride);
  }
  return { vectors: blob.subarray(0, count * vectorBytes), heads };
}

/** Takes the vectors of packed regions together, in the blob's own memory. */
export function packVectors(blob: Uint8Array, vectorBytes: number): Uint8Array {
  const stride = headBytes + vectorBytes;
  const count = Math.floor(blob.length / stride);
  for (let i = 0, from = headBytes; i < count; i++, from += stride) {
    blob.copyWithin(i * vectorBytes, from, from + vectorBytes);
  }
  return blob.subarray(0, count * vectorBytes);
}

/** The kind and box of a region of {@link partRegions}. */
export function regionAt(heads: Uint8Array, index: number): Pick<FeatureRegion, 'kind' | 'box'> {
  return decodeHead(heads, index * headBytes);
}

function decodeHead(bytes: Uint8Array, at: number): Pick<FeatureRegion, 'kind' | 'box'> {
  return {
    kind: regionKinds[bytes[at] as number] ?? 'global',
    box: {
      x: u16(bytes, at + 1) / unit,
      y: u16(bytes, at + 3) / unit,
      width: u16(bytes, at + 5) / unit,
      height: u16(bytes, at + 7) / unit,
    },
  };
}

function u16(bytes: Uint8Array, at: number): number {
  return (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
}
