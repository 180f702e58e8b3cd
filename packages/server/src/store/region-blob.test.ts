import { regionKinds } from '@splitsight/wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeRegions, encodeRegions } from './region-blob.ts';

describe('the region blob', () => {
  const regions = [
    { kind: 'motion', box: { x: 1 / 65_535, y: 0, width: 0.2, height: 1 }, vector: Uint8Array.of(7, 8) },
  ] as const;
  const bytes = Uint8Array.of(2, 1, 0, 0, 0, 0x33, 0x33, 0xff, 0xff, 7, 8);

  it('is these bytes', () => {
    expect(encodeRegions(regions)).toEqual(bytes);
    expect(decodeRegions(bytes, 2)).toEqual(regions);
  });

  it('keeps every region', () => {
    const fraction = fc.nat(65_535).map((n) => n / 65_535);
    const region = fc.record({
      kind: fc.constantFrom(...regionKinds),
      box: fc.record({ x: fraction, y: fraction, width: fraction, height: fraction }),
      vector: fc.uint8Array({ minLength: 5, maxLength: 5 }),
    });
    fc.assert(
      fc.property(fc.array(region), (all) => {
        expect(decodeRegions(encodeRegions(all), 5)).toEqual(all);
      }),
    );
  });
});
