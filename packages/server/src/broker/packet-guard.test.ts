import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPacketGuard } from './packet-guard.ts';

/** A packet with a body of `size` bytes. */
function packet(size: number): Uint8Array {
  const length: number[] = [];
  let rest = size;
  do {
    length.push((rest % 128) | (rest >= 128 ? 0x80 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return Uint8Array.from([0x30, ...length, ...new Uint8Array(size).fill(0xff)]);
}

const concat = (parts: readonly Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

describe('the packet guard', () => {
  it('refuses a packet at its header, before its body comes', () => {
    const guard = createPacketGuard(1000);
    expect(guard.admits(packet(1000))).toBe(true);
    expect(guard.admits(packet(1001).subarray(0, 3))).toBe(false);
    expect(guard.admits(packet(1))).toBe(false);
  });

  it('refuses a length of more than four bytes', () => {
    expect(createPacketGuard(1e9).admits(Uint8Array.from([0x30, 0x80, 0x80, 0x80, 0x80]))).toBe(false);
  });

  it('says the same however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.nat(300), fc.constantFrom(0, 127, 128, 16_383, 16_384)), { maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 10 }),
        (sizes, cuts) => {
          const bytes = concat(sizes.map(packet));
          const guard = createPacketGuard(16_383);
          let ok = true;
          for (let at = 0, turn = 0; at < bytes.length; turn++) {
            const end = at + (cuts[turn % cuts.length] ?? 1);
            ok = guard.admits(bytes.subarray(at, end));
            at = end;
          }
          expect(ok).toBe(sizes.every((size) => size <= 16_383));
        },
      ),
    );
  });
});
