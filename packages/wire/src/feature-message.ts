import type { Millis } from '@splitsight/kernel';
import { decode, encode, Token, Tokenizer, Type } from 'cborg';
import { wireError } from './errors.ts';
import { type BootId, type Fingerprint, hex8, hex8Bytes } from './ids.ts';
import { type Box, type CodecName, codecNames, type RegionKind, regionKinds } from './region.ts';

/** What an agent saw in one frame, as it travels. Described in CDDL in docs/protocol.md. */
export interface FeatureMessage {
  /** Drawn at random when the agent starts; with `sequence` it makes loss and repeats visible. */
  readonly bootId: BootId;
  /** Counts a camera's messages since the agent started, from 0; below 2^32. */
  readonly sequence: number;
  /** When the frame was captured: the edge machine's clock, whole milliseconds since the Unix epoch. */
  readonly capturedAt: Millis;
  /** The backbone that made the vectors. */
  readonly fingerprint: Fingerprint;
  /** How the vectors became bytes. */
  readonly codec: CodecName;
  /** At most {@link maxRegions}. None means "alive, nothing changed". */
  readonly regions: readonly FeatureRegion[];
}

/** One region of the frame and its encoded feature. */
export interface FeatureRegion {
  readonly kind: RegionKind;
  /** Travels as 16-bit fractions, so it comes back rounded to 1/65535. */
  readonly box: Box;
  /** The codec's bytes, 1 to {@link maxVectorBytes}. Decoded vectors are copies: the message they came in may be reused. */
  readonly vector: Uint8Array;
}

/** The version this program writes, and the newest one it reads. */
export const protocolVersion = 1;
export const maxRegions = 32;
export const maxVectorBytes = 16_384;
/** Nothing larger is decoded. */
export const maxFeatureMessageBytes = 262_144;

const unit = 65_535;
const maxSequence = 0xffff_ffff;

/** Encodes a message. Its values are trusted to be in range: {@link decodeFeatureMessage} checks them at the door. */
export function encodeFeatureMessage(message: FeatureMessage): Uint8Array {
  const regions = message.regions.map(({ kind, box, vector }) => [
    regionKinds.indexOf(kind),
    Math.round(box.x * unit),
    Math.round(box.y * unit),
    // A box thinner than a step would round to nothing, which no reader accepts.
    Math.max(1, Math.round(box.width * unit)),
    Math.max(1, Math.round(box.height * unit)),
    vector,
  ]);
  return encode([
    protocolVersion,
    hex8Bytes(message.bootId),
    message.sequence,
    message.capturedAt,
    hex8Bytes(message.fingerprint),
    codecNames.indexOf(message.codec),
    regions,
  ]);
}

/**
 * Decodes the bytes of a feature message (RFC 8949, strict: definite lengths, shortest integers, no floats, nothing after the item).
 *
 * @throws CodedError WIRE_TOO_LARGE, WIRE_NOT_CBOR, WIRE_VERSION, WIRE_SHAPE or WIRE_RANGE, whatever the bytes are.
 */
export function decodeFeatureMessage(bytes: Uint8Array): FeatureMessage {
  if (bytes.length > maxFeatureMessageBytes) throw wireError('WIRE_TOO_LARGE', `${bytes.length} bytes`);
  const item = decodeItem(bytes);
  if (!Array.isArray(item)) throw wireError('WIRE_SHAPE', 'not an array');
  const version = whole(item[0], 1, Number.MAX_SAFE_INTEGER, 'version');
  if (version > protocolVersion) throw wireError('WIRE_VERSION', `version ${version}`);
  if (item.length !== 7) throw wireError('WIRE_SHAPE', `${item.length} elements in place of 7`);
  const regions = list(item[6], 'regions');
  if (regions.length > maxRegions) throw wireError('WIRE_RANGE', `${regions.length} regions`);
  return {
    bootId: hex8(octets(item[1], 8, 8, 'boot id')),
    sequence: whole(item[2], 0, maxSequence, 'sequence'),
    capturedAt: whole(item[3], 0, Number.MAX_SAFE_INTEGER, 'capture time'),
    fingerprint: hex8(octets(item[4], 8, 8, 'fingerprint')),
    codec: named(codecNames, item[5], 'codec'),
    regions: regions.map(decodeRegion),
  };
}

/** Hands floats on as null: once decoded, 41.0 and 41 look alike, and only the second is an integer of CDDL. */
class WithoutFloats extends Tokenizer {
  override next(): Token {
    const token = super.next();
    return Type.equals(token.type, Type.float) ? new Token(Type.float, null, token.encodedLength) : token;
  }
}

const options = { strict: true, allowIndefinite: false, allowUndefined: false, allowBigInt: true, useMaps: true };

function decodeItem(bytes: Uint8Array): unknown {
  try {
    // Not as a Buffer, whose slices would be views of the message.
    const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return decode(plain, { ...options, tokenizer: new WithoutFloats(plain, options) });
  } catch (error) {
    throw wireError('WIRE_NOT_CBOR', `${bytes.length} bytes`, error);
  }
}

function decodeRegion(item: unknown): FeatureRegion {
  const fields = list(item, 'region');
  if (fields.length !== 6) throw wireError('WIRE_SHAPE', `a region of ${fields.length} elements in place of 6`);
  const x = whole(fields[1], 0, unit, 'region x');
  const y = whole(fields[2], 0, unit, 'region y');
  const width = whole(fields[3], 1, unit, 'region width');
  const height = whole(fields[4], 1, unit, 'region height');
  // Position and size are rounded each by itself, so their sum may be one step past the edge.
  if (x + width > unit + 1 || y + height > unit + 1) throw wireError('WIRE_RANGE', 'region outside the frame');
  return {
    kind: named(regionKinds, fields[0], 'region kind'),
    box: { x: x / unit, y: y / unit, width: width / unit, height: height / unit },
    vector: octets(fields[5], 1, maxVectorBytes, 'vector'),
  };
}

function list(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw wireError('WIRE_SHAPE', `${what} is not an array`);
  return value;
}

function whole(value: unknown, min: number, max: number, what: string): number {
  if (typeof value === 'bigint') throw wireError('WIRE_RANGE', what);
  if (typeof value !== 'number' || !Number.isInteger(value)) throw wireError('WIRE_SHAPE', `${what} is not an integer`);
  if (value < min || value > max) throw wireError('WIRE_RANGE', what);
  return value;
}

function octets(value: unknown, min: number, max: number, what: string): Uint8Array {
  if (!(value instanceof Uint8Array)) throw wireError('WIRE_SHAPE', `${what} is not a byte string`);
  if (value.length < min || value.length > max) throw wireError('WIRE_RANGE', `${what} of ${value.length} bytes`);
  return value;
}

function named<Name extends string>(names: readonly Name[], value: unknown, what: string): Name {
  const name = names[whole(value, 0, names.length - 1, what)];
  if (name === undefined) throw wireError('WIRE_RANGE', what);
  return name;
}
