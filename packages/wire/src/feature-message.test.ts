import { readFileSync } from 'node:fs';
import { isCodedError } from '@splitsight/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { wireErrors } from './errors.ts';
import {
  decodeFeatureMessage,
  encodeFeatureMessage,
  type FeatureMessage,
  maxFeatureMessageBytes,
  maxRegions,
  maxVectorBytes,
} from './feature-message.ts';
import { type BootId, type Fingerprint, hex8 } from './ids.ts';
import { codecNames, regionKinds } from './region.ts';

const vectorSchema = z.object({
  boot_id: z.string(),
  sequence: z.number(),
  captured_at: z.number(),
  fingerprint: z.string(),
  codec: z.enum(codecNames),
  regions: z.array(
    z.object({
      kind: z.enum(regionKinds),
      x: z.number(),
      y: z.number(),
      width: z.number(),
      height: z.number(),
      vector: z.string(),
    }),
  ),
});

/** The message and the bytes of each test vector in docs/protocol.md. */
const vectors = [
  ...readFileSync(new URL('../../../docs/protocol.md', import.meta.url), 'utf8').matchAll(
    /```json\n([^`]+)```\n```hex\n([^`]+)```/g,
  ),
].map(([, json = '', hex = '']) => {
  const vector = vectorSchema.parse(JSON.parse(json));
  const message: FeatureMessage = {
    bootId: hex8<BootId>(bytesOf(vector.boot_id)),
    sequence: vector.sequence,
    capturedAt: vector.captured_at,
    fingerprint: hex8<Fingerprint>(bytesOf(vector.fingerprint)),
    codec: vector.codec,
    regions: vector.regions.map(({ kind, x, y, width, height, vector: octets }) => ({
      kind,
      box: { x: x / 65_535, y: y / 65_535, width: width / 65_535, height: height / 65_535 },
      vector: bytesOf(octets),
    })),
  };
  return { message, bytes: bytesOf(hex.replaceAll(/#.*|\s/g, '')) };
});

const id = fc.uint8Array({ minLength: 8, maxLength: 8 });
/** A corner and a size along one axis, in the steps that travel. */
const span = fc
  .nat({ max: 65_534 })
  .chain((from) => fc.tuple(fc.constant(from), fc.integer({ min: 1, max: 65_535 - from })));
const region = fc
  .record({
    kind: fc.constantFrom(...regionKinds),
    across: span,
    down: span,
    vector: fc.uint8Array({ minLength: 1, maxLength: 40 }),
  })
  .map(({ kind, across: [x, width], down: [y, height], vector }) => ({
    kind,
    box: { x: x / 65_535, y: y / 65_535, width: width / 65_535, height: height / 65_535 },
    vector,
  }));
const anyMessage: fc.Arbitrary<FeatureMessage> = fc.record({
  bootId: id.map((bytes) => hex8<BootId>(bytes)),
  sequence: fc.nat({ max: 0xffff_ffff }),
  capturedAt: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
  fingerprint: id.map((bytes) => hex8<Fingerprint>(bytes)),
  codec: fc.constantFrom(...codecNames),
  regions: fc.array(region, { maxLength: maxRegions }),
});

describe('a feature message', () => {
  it('has three test vectors', () => {
    expect(vectors).toHaveLength(3);
  });

  it.each(vectors)('encodes to the bytes of vector %#', ({ message, bytes }) => {
    expect(encodeFeatureMessage(message)).toEqual(bytes);
  });

  it.each(vectors)('decodes from the bytes of vector %#', ({ message, bytes }) => {
    expect(decodeFeatureMessage(bytes)).toEqual(message);
  });

  it('comes back as it went', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        expect(decodeFeatureMessage(encodeFeatureMessage(message))).toEqual(message);
      }),
    );
  });

  it('is accepted whatever fractions its boxes have', () => {
    const axis = fc
      .tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))
      .map(([a, b]) => [Math.min(a, b), Math.abs(a - b)] as const);
    fc.assert(
      fc.property(anyMessage, axis, axis, (message, [x, width], [y, height]) => {
        const sent = { kind: 'motion', box: { x, y, width, height }, vector: Uint8Array.of(1) } as const;
        const { regions } = decodeFeatureMessage(encodeFeatureMessage({ ...message, regions: [sent] }));
        expect(Math.abs((regions[0]?.box.x ?? 2) - x)).toBeLessThanOrEqual(1 / 65_535);
        expect(Math.abs((regions[0]?.box.width ?? 2) - width)).toBeLessThanOrEqual(1 / 65_535);
      }),
    );
  });

  it('has vectors of its own, so that the bytes it came in may be reused', () => {
    const bytes = Buffer.from(vectors[1]?.bytes ?? []);
    const { regions } = decodeFeatureMessage(bytes);
    bytes.fill(0);
    expect(regions[0]?.vector).toEqual(bytesOf('007f80ff'));
  });
});

describe('the decoder refuses', () => {
  const start = '87 01 48 0011223344556677 00 00 48 a1b2c3d4e5f60718';
  const octets = (length: number) => `59 ${length.toString(16).padStart(4, '0')} ${'00'.repeat(length)}`;

  it.each([
    ['no bytes', '', 'WIRE_NOT_CBOR'],
    ['a text', '63 616263', 'WIRE_SHAPE'],
    ['a map', 'a1 01 02', 'WIRE_SHAPE'],
    ['an empty array', '80', 'WIRE_SHAPE'],
    ['version 0', `87 00 ${start.slice(6)} 01 80`, 'WIRE_RANGE'],
    ['version 2, whatever follows', '82 02 a1 61 61 fb 3ff8000000000000', 'WIRE_VERSION'],
    ['a version beyond counting', '81 1b ffffffffffffffff', 'WIRE_RANGE'],
    ['six elements', `86 ${start.slice(3)} 01`, 'WIRE_SHAPE'],
    ['bytes after the item', `${start} 01 80 00`, 'WIRE_NOT_CBOR'],
    ['a truncated item', `${start} 01`, 'WIRE_NOT_CBOR'],
    ['an indefinite array', `9f ${start.slice(3)} 01 80 ff`, 'WIRE_NOT_CBOR'],
    ['an integer that is not in its shortest form', `87 18 01 ${start.slice(6)} 01 80`, 'WIRE_NOT_CBOR'],
    ['a tag', `c1 ${start} 01 80`, 'WIRE_NOT_CBOR'],
    ['a float for an integer', `87 01 48 0011223344556677 f9 5120 00 48 a1b2c3d4e5f60718 01 80`, 'WIRE_SHAPE'],
    ['a short boot id', '87 01 47 00112233445566 00 00 48 a1b2c3d4e5f60718 01 80', 'WIRE_RANGE'],
    [
      'a sequence of 33 bits',
      '87 01 48 0011223344556677 1b 0000000100000000 00 48 a1b2c3d4e5f60718 01 80',
      'WIRE_RANGE',
    ],
    ['a negative capture time', '87 01 48 0011223344556677 00 20 48 a1b2c3d4e5f60718 01 80', 'WIRE_RANGE'],
    ['a text for a fingerprint', '87 01 48 0011223344556677 00 00 68 6162636465666768 01 80', 'WIRE_SHAPE'],
    ['an unknown codec', `${start} 03 80`, 'WIRE_RANGE'],
    ['33 regions', `${start} 01 98 21 ${'86 00 00 00 01 01 41 00'.repeat(33)}`, 'WIRE_RANGE'],
    ['a region that is no array', `${start} 01 81 00`, 'WIRE_SHAPE'],
    ['a region of five elements', `${start} 01 81 85 00 00 00 01 01`, 'WIRE_SHAPE'],
    ['an unknown region kind', `${start} 01 81 86 04 00 00 01 01 41 00`, 'WIRE_RANGE'],
    ['a region without width', `${start} 01 81 86 00 00 00 00 01 41 00`, 'WIRE_RANGE'],
    ['a region outside the frame', `${start} 01 81 86 00 02 00 19 ffff 01 41 00`, 'WIRE_RANGE'],
    ['an empty vector', `${start} 01 81 86 00 00 00 01 01 40`, 'WIRE_RANGE'],
    ['a vector over its limit', `${start} 01 81 86 00 00 00 01 01 ${octets(maxVectorBytes + 1)}`, 'WIRE_RANGE'],
  ])('%s', (_, hex, code) => {
    expect(codeOf(bytesOf(hex.replaceAll(' ', '')))).toBe(code);
  });

  it('more bytes than the limit, without looking at them', () => {
    expect(codeOf(new Uint8Array(maxFeatureMessageBytes + 1))).toBe('WIRE_TOO_LARGE');
  });

  it.each([
    ['an array of 2^53 - 1', '9b 001fffffffffffff'],
    ['an array of 2^64 - 1', '9b ffffffffffffffff'],
    ['a byte string of 4 GiB', '5a ffffffff'],
    ['a byte string of 2^64 - 1', '5b ffffffffffffffff'],
    ['a text of 2^53 - 1', '7b 001fffffffffffff'],
    ['a map of 2^32', 'bb 0000000100000000'],
  ])('the header of %s at once, without setting memory aside', (_, header) => {
    const bytes = bytesOf(header.replaceAll(' ', ''));
    const before = process.memoryUsage();
    for (let i = 0; i < 1000; i++) expect(codeOf(bytes)).toBe('WIRE_NOT_CBOR');
    const after = process.memoryUsage();
    expect(after.rss - before.rss).toBeLessThan(200_000_000);
  });

  it('arrays nested as deep as the limit lets them be', () => {
    expect(codeOf(new Uint8Array(maxFeatureMessageBytes).fill(0x81))).toBe('WIRE_NOT_CBOR');
  });

  it('any of 10,000 random byte strings with a code, or reads it', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), isHandled), { numRuns: 10_000 });
  });

  it('any of 10,000 mutated messages with a code, or reads it', () => {
    const mutation = fc.record({
      at: fc.nat(),
      kind: fc.constantFrom('replace', 'insert', 'remove', 'cut'),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 9 }),
    });
    const mutated = fc
      .tuple(anyMessage, fc.array(mutation, { minLength: 1, maxLength: 4 }))
      .map(([message, mutations]) => mutations.reduce(mutate, encodeFeatureMessage(message)));
    fc.assert(fc.property(mutated, isHandled), { numRuns: 10_000 });
  });
});

function mutate(
  bytes: Uint8Array,
  { at, kind, bytes: fresh }: { readonly at: number; readonly kind: string; readonly bytes: Uint8Array },
): Uint8Array {
  const position = at % (bytes.length + 1);
  const [before, after] = [bytes.subarray(0, position), bytes.subarray(position)];
  if (kind === 'cut') return before;
  if (kind === 'insert') return Buffer.concat([before, fresh, after]);
  return Buffer.concat(
    [before, kind === 'replace' ? fresh : [], after.subarray(fresh.length)].map((part) => Uint8Array.from(part)),
  );
}

/** Whether bytes are read, and then come back the same, or are refused with one of this package's codes. */
function isHandled(bytes: Uint8Array): boolean {
  try {
    return Buffer.compare(encodeFeatureMessage(decodeFeatureMessage(bytes)), bytes) === 0;
  } catch (error) {
    return isCodedError(error) && error.code in wireErrors;
  }
}

function codeOf(bytes: Uint8Array): string {
  try {
    decodeFeatureMessage(bytes);
  } catch (error) {
    if (isCodedError(error)) return error.code;
    throw error;
  }
  return 'accepted';
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}
