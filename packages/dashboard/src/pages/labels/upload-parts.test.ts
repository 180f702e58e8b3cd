import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { uploadLimits, uploadParts } from './upload-parts.ts';

const sizes = fc.array(
  fc.integer({ min: 0, max: uploadLimits.pictureBytes + 10 }).map((size) => ({ size })),
  {
    maxLength: 500,
  },
);

describe('the parts of an upload', () => {
  it('are each small enough for the server, and nothing is lost or sent twice', () => {
    fc.assert(
      fc.property(sizes, (files) => {
        const { parts, refused } = uploadParts(files);
        for (const part of parts) {
          expect(part.length).toBeGreaterThan(0);
          expect(part.length).toBeLessThanOrEqual(uploadLimits.pictures);
          expect(part.reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(uploadLimits.bytes);
        }
        expect(parts.flat()).toEqual(files.filter((file) => !refused.includes(file)));
      }),
      { numRuns: 50 },
    );
  });

  it('leave out what is empty or too large', () => {
    const files = [
      { size: 0 },
      { size: 1 },
      { size: uploadLimits.pictureBytes + 1 },
      { size: uploadLimits.pictureBytes },
    ];
    expect(uploadParts(files)).toEqual({ parts: [[files[1], files[3]]], refused: [files[0], files[2]] });
  });

  it('begin anew after 200 pictures', () => {
    const { parts } = uploadParts(Array.from({ length: 401 }, () => ({ size: 1 })));
    expect(parts.map((part) => part.length)).toEqual([200, 200, 1]);
  });
});
