import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPictureRing } from './ring.ts';

const picture = (capturedAt: number, bytes = 10) => ({ capturedAt, jpeg: new Uint8Array(bytes) });

describe('the ring of pictures', () => {
  it('finds the picture of a moment, or the nearest one within reach', () => {
    const ring = createPictureRing({ maxBytes: 1000, maxAge: 10_000 });
    for (const at of [1000, 1400, 2000]) ring.put(picture(at), at);
    expect(ring.find(1400, 0, 2000)?.capturedAt).toBe(1400);
    expect(ring.find(1750, 750, 2000)?.capturedAt).toBe(2000);
    expect(ring.find(1650, 750, 2000)?.capturedAt).toBe(1400);
    expect(ring.find(5000, 750, 2000)).toBeUndefined();
    expect(ring.find(null, 0, 2000)?.capturedAt).toBe(2000);
  });

  it('forgets what is older than its limit, even when nothing new comes', () => {
    const ring = createPictureRing({ maxBytes: 1000, maxAge: 5000 });
    expect(ring.put(picture(1), 0)).toBe(0);
    expect(ring.find(1, 0, 5000)).toBeDefined();
    expect(ring.find(1, 0, 5001)).toBeUndefined();
    expect(ring.find(null, 0, 5001)).toBeUndefined();
    expect(ring.bytes()).toBe(0);
  });

  it('drops the oldest for want of room, counts them, and never holds more than it may', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 120 }), { maxLength: 60 }), (sizes) => {
        const ring = createPictureRing({ maxBytes: 100, maxAge: 1e9 });
        const lost = sizes.reduce((sum, size, i) => sum + ring.put(picture(i, size), i), 0);
        expect(ring.bytes()).toBeLessThanOrEqual(100);
        expect(ring.size() + lost).toBe(sizes.length);
        const newest = sizes.findLastIndex((size) => size <= 100);
        expect(ring.find(null, 0, sizes.length)?.capturedAt).toBe(newest < 0 ? undefined : newest);
      }),
    );
  });

  it('is empty once it is cleared', () => {
    const ring = createPictureRing({ maxBytes: 100, maxAge: 100 });
    ring.put(picture(1), 1);
    ring.clear();
    expect([ring.size(), ring.bytes(), ring.find(null, 0, 1)]).toEqual([0, 0, undefined]);
  });
});
