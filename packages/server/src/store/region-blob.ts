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
  const view = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
  const stride = headBytes + vectorBytes;
  return Array.from({ length: Math.floor(blob.length / stride) }, (_, index) => {
    const at = index * stride;
    return {
      kind: regionKinds[view.getUint8(at)] ?? 'global',
      box: {
        x: view.getUint16(at + 1, true) / unit,
        y: view.getUint16(at + 3, true) / unit,
        width: view.getUint16(at + 5, true) / unit,
        height: view.getUint16(at + 7, true) / unit,
      },
      vector: blob.subarray(at + headBytes, at + stride),
    };
  });
}
