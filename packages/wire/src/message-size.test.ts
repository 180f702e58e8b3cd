import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeFeatureMessage } from './feature-message.ts';
import { hex8 } from './ids.ts';
import { type CodecName, codecBytes, regionKinds } from './region.ts';

/** The largest message of one region that an agent sends until the year 3000. */
function messageBytes(codec: CodecName, dims: number): number {
  return encodeFeatureMessage({
    bootId: hex8(new Uint8Array(8).fill(255)),
    sequence: 0xffff_ffff,
    capturedAt: Date.UTC(3000, 0),
    fingerprint: hex8(new Uint8Array(8).fill(255)),
    codec,
    regions: [
      {
        kind: regionKinds.at(-1) ?? 'global',
        box: { x: 1, y: 1, width: 1, height: 1 },
        vector: new Uint8Array(codecBytes(codec, dims)),
      },
    ],
  }).length;
}

it('a message of one region is at most 60 bytes longer than a u8 vector', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 4096 }), (dims) => messageBytes('u8', dims) <= dims + 60));
  expect(messageBytes('u8', 256)).toBe(309);
});

it('a message of one region is at most 190 bytes with pca128-u8, whatever the backbone', () => {
  fc.assert(fc.property(fc.integer({ min: 128, max: 4096 }), (dims) => messageBytes('pca128-u8', dims) <= 190));
  expect(messageBytes('pca128-u8', 256)).toBe(180);
});
