import { isCodedError } from '@splitsight/kernel';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeFeatureMessage, decodeStrictly, encodeFeatureMessage } from './feature-message.ts';
import { type BootId, type Fingerprint, hex8 } from './ids.ts';
import { readQuickMessage } from './quick-message.ts';
import { codecNames, regionKinds } from './region.ts';

const limits = { version: 1, maxBytes: 262_144, maxRegions: 32, maxVectorBytes: 16_384 };
const step = fc.oneof(fc.nat(30), fc.nat(300), fc.nat(32_767));
const id = fc.uint8Array({ minLength: 8, maxLength: 8 });
const message = fc
  .record({
    boot: id,
    fingerprint: id,
    sequence: fc.oneof(fc.nat(30), fc.nat(70_000), fc.constantFrom(23, 24, 255, 256, 65_535, 65_536, 0xffff_ffff)),
    capturedAt: fc.constantFrom(0, 0xffff_ffff, 2 ** 32, 1_800_000_000_000, Number.MAX_SAFE_INTEGER),
    codec: fc.constantFrom(...codecNames),
    regions: fc.array(
      fc.record({
        kind: fc.constantFrom(...regionKinds),
        box: fc.tuple(step, step, step, step),
        vector: fc.oneof(fc.uint8Array({ minLength: 1, maxLength: 30 }), fc.constantFrom(new Uint8Array(256))),
      }),
      { maxLength: 4 },
    ),
  })
  .map(({ boot, fingerprint, regions, ...rest }) => ({
    ...rest,
    bootId: hex8<BootId>(boot),
    fingerprint: hex8<Fingerprint>(fingerprint),
    regions: regions.map(({ kind, box: [x, y, width, height], vector }) => ({
      kind,
      box: { x: x / 65_535, y: y / 65_535, width: (width + 1) / 65_535, height: (height + 1) / 65_535 },
      vector,
    })),
  }));

function outcome(decode: (bytes: Uint8Array) => unknown, bytes: Uint8Array): unknown {
  try {
    return decode(bytes);
  } catch (error) {
    return isCodedError(error) ? error.code : error;
  }
}

it('what agents write is read quickly, as the strict reader reads it, in copies', () => {
  fc.assert(
    fc.property(message, (sent) => {
      const bytes = encodeFeatureMessage(sent);
      const read = readQuickMessage(Buffer.from(bytes), limits);
      expect(read).toEqual(decodeStrictly(bytes));
      const [first] = decodeFeatureMessage(bytes).regions;
      if (first) expect(first.vector.buffer).not.toBe(bytes.buffer);
    }),
  );
});

it('whatever else the bytes are, both readers say the same', () => {
  const damage = fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(message, damage, fc.nat(40), fc.boolean(), (sent, changes, cut, isCut) => {
      const whole = encodeFeatureMessage(sent);
      for (const [at, value] of changes) whole[at % whole.length] = value;
      const bytes = isCut ? whole.subarray(0, Math.max(0, whole.length - cut)) : whole;
      expect(outcome(decodeFeatureMessage, bytes)).toEqual(outcome(decodeStrictly, bytes));
    }),
    { numRuns: 300 },
  );
});

it('a number in more bytes than it takes is not what agents write', () => {
  const head = '8701480000000000000001';
  const rest = '1b000001a3185c500048001122334455667701' + '80';
  const quick = (sequence: string) =>
    readQuickMessage(Buffer.from(head + sequence + rest, 'hex'), limits) !== undefined;
  expect(
    ['17', '1818', '190100', '1a00010000', '1817', '1900ff', '1a0000ffff', '1b0000000000010000'].map(quick),
  ).toEqual([...[true, true, true, true], ...[false, false, false, false]]);
});
