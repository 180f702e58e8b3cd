import type { FeatureMessage, FeatureRegion } from './feature-message.ts';
import { hex8 } from './ids.ts';
import { type CodecName, codecNames, type RegionKind, regionKinds } from './region.ts';

/** The limits of what is read. */
export interface QuickLimits {
  readonly version: number;
  readonly maxBytes: number;
  readonly maxRegions: number;
  readonly maxVectorBytes: number;
}

const unit = 65_535;
const maxSequence = 0xffff_ffff;
/** First bytes in CBOR: an array of seven, one of six, a string of eight bytes. */
const [arrayOf7, arrayOf6, arrays, octetsOf8, octets] = [0x87, 0x86, 0x80, 0x48, 0x40];

/** Where the next item begins, and whether everything was as usual so far. */
interface Cursor {
  at: number;
  isGood: boolean;
}

/**
 * Reads a feature message as agents write it: in 1.1 µs, where the strict reader takes 3.7 (a vector of 256 bytes).
 *
 * @returns undefined for anything that is not exactly that: the strict reader says then what is wrong with it, if anything is.
 */
export function readQuickMessage(bytes: Uint8Array, limits: QuickLimits): FeatureMessage | undefined {
  if (bytes[0] !== arrayOf7 || bytes[1] !== limits.version || bytes.length > limits.maxBytes) return undefined;
  const cursor: Cursor = { at: 2, isGood: true };
  const bootId = readOctetsOf8(bytes, cursor);
  const sequence = readWhole(bytes, cursor, 0, maxSequence);
  const capturedAt = readWhole(bytes, cursor, 0, Number.MAX_SAFE_INTEGER);
  const fingerprint = readOctetsOf8(bytes, cursor);
  const codec: CodecName | undefined = codecNames[readWhole(bytes, cursor, 0, codecNames.length - 1)];
  const count = readHead(bytes, cursor, arrays, limits.maxRegions);
  if (!cursor.isGood || codec === undefined) return undefined;
  const regions: FeatureRegion[] = [];
  for (let index = 0; index < count; index++) {
    const region = readRegion(bytes, cursor, limits.maxVectorBytes);
    if (!region) return undefined;
    regions.push(region);
  }
  if (cursor.at !== bytes.length) return undefined;
  return { bootId: hex8(bootId), sequence, capturedAt, fingerprint: hex8(fingerprint), codec, regions };
}

function readRegion(bytes: Uint8Array, cursor: Cursor, maxVectorBytes: number): FeatureRegion | undefined {
  if (bytes[cursor.at++] !== arrayOf6) return undefined;
  const kind: RegionKind | undefined = regionKinds[readWhole(bytes, cursor, 0, regionKinds.length - 1)];
  const x = readWhole(bytes, cursor, 0, unit);
  const y = readWhole(bytes, cursor, 0, unit);
  const width = readWhole(bytes, cursor, 1, unit);
  const height = readWhole(bytes, cursor, 1, unit);
  const size = readHead(bytes, cursor, octets, maxVectorBytes);
  const end = cursor.at + size;
  const isInside = x + width <= unit + 1 && y + height <= unit + 1;
  if (!cursor.isGood || kind === undefined || size === 0 || end > bytes.length || !isInside) return undefined;
  const vector = new Uint8Array(size);
  vector.set(bytes.subarray(cursor.at, end));
  cursor.at = end;
  return { kind, box: { x: x / unit, y: y / unit, width: width / unit, height: height / unit }, vector };
}

function readOctetsOf8(bytes: Uint8Array, cursor: Cursor): Uint8Array {
  if (bytes[cursor.at] !== octetsOf8 || cursor.at + 9 > bytes.length) cursor.isGood = false;
  cursor.at += 9;
  return bytes.subarray(cursor.at - 8, cursor.at);
}

function readWhole(bytes: Uint8Array, cursor: Cursor, min: number, max: number): number {
  const value = readHead(bytes, cursor, 0, max);
  if (value < min) cursor.isGood = false;
  return value;
}

/** Reads the first byte of an item of a kind and the number that follows it, in as few bytes as it takes (RFC 8949, 4.2.1). */
function readHead(bytes: Uint8Array, cursor: Cursor, kind: number, max: number): number {
  const first = (bytes[cursor.at++] ?? -1) - kind;
  let value = first;
  if (first >= 24 && first <= 27) {
    const size = 1 << (first - 24);
    value = 0;
    for (let index = 0; index < size; index++) value = value * 256 + (bytes[cursor.at++] ?? Number.NaN);
    if (!(value >= (shortest[first - 24] ?? 0))) cursor.isGood = false;
  } else if (first < 0 || first > 27) cursor.isGood = false;
  if (!(value <= max)) cursor.isGood = false;
  return value;
}

/** The smallest numbers that take 1, 2, 4 and 8 bytes. */
const shortest: readonly number[] = [24, 256, 65_536, 2 ** 32];
