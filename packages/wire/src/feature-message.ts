import type { Millis } from '@splitsight/kernel';
import { decodeItem, encodeItem, readList, readMessage, readNamed, readOctets, readWhole } from './cbor.ts';
import { wireError } from './errors.ts';
import { type BootId, type Fingerprint, hex8, hex8Bytes } from './ids.ts';
import { readQuickMessage } from './quick-message.ts';
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

const limits = { version: protocolVersion, maxBytes: maxFeatureMessageBytes, maxRegions, maxVectorBytes };
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
  return encodeItem([
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
  return readQuickMessage(bytes, limits) ?? decodeStrictly(bytes);
}

/** The same for any bytes, and the one that says what is wrong. */
export function decodeStrictly(bytes: Uint8Array): FeatureMessage {
  const item = readMessage(decodeItem(bytes, maxFeatureMessageBytes), protocolVersion, 7);
  const regions = readList(item[6], 'regions');
  if (regions.length > maxRegions) throw wireError('WIRE_RANGE', `${regions.length} regions`);
  return {
    bootId: hex8(readOctets(item[1], 8, 8, 'boot id')),
    sequence: readWhole(item[2], 0, maxSequence, 'sequence'),
    capturedAt: readWhole(item[3], 0, Number.MAX_SAFE_INTEGER, 'capture time'),
    fingerprint: hex8(readOctets(item[4], 8, 8, 'fingerprint')),
    codec: readNamed(codecNames, item[5], 'codec'),
    regions: regions.map(decodeRegion),
  };
}

function decodeRegion(item: unknown): FeatureRegion {
  const fields = readList(item, 'region');
  if (fields.length !== 6) throw wireError('WIRE_SHAPE', `a region of ${fields.length} elements in place of 6`);
  const x = readWhole(fields[1], 0, unit, 'region x');
  const y = readWhole(fields[2], 0, unit, 'region y');
  const width = readWhole(fields[3], 1, unit, 'region width');
  const height = readWhole(fields[4], 1, unit, 'region height');
  // Position and size are rounded each by itself, so their sum may be one step past the edge.
  if (x + width > unit + 1 || y + height > unit + 1) throw wireError('WIRE_RANGE', 'region outside the frame');
  return {
    kind: readNamed(regionKinds, fields[0], 'region kind'),
    box: { x: x / unit, y: y / unit, width: width / unit, height: height / unit },
    vector: readOctets(fields[5], 1, maxVectorBytes, 'vector'),
  };
}
