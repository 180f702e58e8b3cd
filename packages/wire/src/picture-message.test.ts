import { readFileSync } from 'node:fs';
import { isCodedError } from '@splitsight/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { wireErrors } from './errors.ts';
import { hex8, type PictureRequestId } from './ids.ts';
import { parseJsonMessage } from './messages/parse.ts';
import { picturePolicies, pictureRequestSchema, stricterPolicy } from './messages/picture.ts';
import {
  decodePictureMessage,
  encodePictureMessage,
  maxJpegBytes,
  maxPictureMessageBytes,
  type PictureMessage,
  pictureOutcomes,
} from './picture-message.ts';

const protocol = readFileSync(new URL('../../../docs/protocol.md', import.meta.url), 'utf8');
const vectorSchema = z.object({
  id: z.string(),
  outcome: z.enum(pictureOutcomes),
  captured_at: z.number(),
  jpeg: z.string(),
});

/** The message and the bytes of each test vector in docs/protocol.md. */
const vectors = [...protocol.matchAll(/```json picture\n([^`]+)```\n```hex\n([^`]+)```/g)].map(
  ([, json = '', hex = '']) => {
    const { id, outcome, captured_at, jpeg } = vectorSchema.parse(JSON.parse(json));
    const message: PictureMessage = {
      id: hex8<PictureRequestId>(bytesOf(id)),
      outcome,
      capturedAt: captured_at,
      jpeg: bytesOf(jpeg),
    };
    return { message, bytes: bytesOf(hex.replaceAll(/#.*|\s/g, '')) };
  },
);

const id = fc.uint8Array({ minLength: 8, maxLength: 8 }).map((bytes) => hex8<PictureRequestId>(bytes));
const capturedAt = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const anyMessage: fc.Arbitrary<PictureMessage> = fc.oneof(
  fc.record({
    id,
    outcome: fc.constant('picture' as const),
    capturedAt,
    jpeg: fc.uint8Array({ minLength: 1, maxLength: 99 }),
  }),
  fc.record({
    id,
    outcome: fc.constantFrom('policy', 'gone', 'too_many', 'failed'),
    capturedAt,
    jpeg: fc.constant(new Uint8Array()),
  }),
);

describe('a picture message', () => {
  it('has two test vectors', () => {
    expect(vectors).toHaveLength(2);
  });

  it.each(vectors)('encodes to the bytes of vector %#, and decodes from them', ({ message, bytes }) => {
    expect(encodePictureMessage(message)).toEqual(bytes);
    expect(decodePictureMessage(bytes)).toEqual(message);
  });

  it('comes back as it went', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        expect(decodePictureMessage(encodePictureMessage(message))).toEqual(message);
      }),
    );
  });

  it('with the largest file fits in the limit', () => {
    const message = { id: hex8<PictureRequestId>(new Uint8Array(8)), outcome: 'picture' } as const;
    const bytes = encodePictureMessage({
      ...message,
      capturedAt: Number.MAX_SAFE_INTEGER,
      jpeg: new Uint8Array(maxJpegBytes),
    });
    expect(bytes.length).toBeLessThanOrEqual(maxPictureMessageBytes);
    expect(decodePictureMessage(bytes).jpeg).toHaveLength(maxJpegBytes);
  });

  const start = '85 01 48 8899aabbccddeeff';
  it.each([
    ['a text', '63 616263', 'WIRE_SHAPE'],
    ['a feature message', '87 01 48 0011223344556677 00 00 48 a1b2c3d4e5f60718 01 80', 'WIRE_SHAPE'],
    ['version 2', '85 02 00 00 00 00', 'WIRE_VERSION'],
    ['an unknown outcome', `${start} 05 00 40`, 'WIRE_RANGE'],
    ['a picture without a file', `${start} 00 01 40`, 'WIRE_RANGE'],
    ['a refusal with a file', `${start} 01 00 41 ff`, 'WIRE_RANGE'],
    ['a short id', '85 01 47 8899aabbccddee 00 00 41 ff', 'WIRE_RANGE'],
    ['bytes after the item', `${start} 01 00 40 00`, 'WIRE_NOT_CBOR'],
    ['a file that is a text', `${start} 00 00 61 61`, 'WIRE_SHAPE'],
  ])('is refused when it is or has %s', (_, hex, code) => {
    expect(codeOf(bytesOf(hex.replaceAll(' ', '')))).toBe(code);
  });

  it('of 40 MB is refused without looking at it', () => {
    expect(codeOf(new Uint8Array(40_000_000))).toBe('WIRE_TOO_LARGE');
  });

  it('is refused with a code, whatever the bytes, or reads back as the same bytes', () => {
    fc.assert(
      fc.property(anyMessage, fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 4 }), (message, at, fresh) => {
        const bytes = encodePictureMessage(message);
        const from = at % bytes.length;
        bytes.set(fresh.subarray(0, bytes.length - from), from);
        const code = codeOf(bytes);
        if (code === undefined)
          expect(Buffer.compare(encodePictureMessage(decodePictureMessage(bytes)), bytes)).toBe(0);
        else expect(Object.keys(wireErrors)).toContain(code);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a request for a picture', () => {
  it('is what the protocol document shows', () => {
    const example = /```json request\n([^`]+)```/.exec(protocol)?.[1] ?? '';
    expect(parseJsonMessage(pictureRequestSchema, example)).toEqual(JSON.parse(example));
  });

  it('takes a picture up to 750 ms away unless told', () => {
    const request = parseJsonMessage(pictureRequestSchema, '{"id":"8899aabbccddeeff","alert":null,"at":null}');
    expect(request.within_ms).toBe(750);
  });
});

it('the stricter of two policies is the one that gives less, in either order', () => {
  fc.assert(
    fc.property(fc.constantFrom(...picturePolicies), fc.constantFrom(...picturePolicies), (a, b) => {
      const stricter = stricterPolicy(a, b);
      expect(stricterPolicy(b, a)).toBe(stricter);
      expect([a, b]).toContain(stricter);
      if (a === 'never' || b === 'never') expect(stricter).toBe('never');
    }),
  );
});

function codeOf(bytes: Uint8Array): string | undefined {
  try {
    decodePictureMessage(bytes);
    return undefined;
  } catch (error) {
    if (isCodedError(error)) return error.code;
    throw error;
  }
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}
