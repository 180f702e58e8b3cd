import { once } from 'node:events';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFrameCutter } from './frame-cutter.ts';
import { createFramePool } from './frame-pool.ts';

describe('createFrameCutter', () => {
  test('cuts frames exactly, whatever the chunks, and drops the rest', async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 40 }), sizes, fc.boolean(), async (bytes, chunks, slow) => {
        const frames: number[][] = [];
        const pool = createFramePool(bytes);
        const cutter = createFrameCutter(bytes, pool, (rgb, next) => {
          frames.push([...rgb]);
          pool.give(rgb);
          if (slow) setImmediate(next);
          else next();
        });
        let sent = 0;
        for (const size of chunks) cutter.write(Uint8Array.from({ length: size }, () => sent++ & 255));
        cutter.end();
        await once(cutter, 'finish');
        expect(frames.length).toBe(Math.floor(sent / bytes));
        expect(frames.flat()).toEqual(Array.from({ length: frames.length * bytes }, (_, i) => i & 255));
      }),
      { numRuns: 50 },
    );
  });
});

describe('createFramePool', () => {
  test('lends what was given back, and keeps no more than it should', () => {
    const pool = createFramePool(4, 1);
    const [a, b] = [pool.take(), pool.take()];
    pool.give(a);
    pool.give(b);
    expect(pool.take()).toBe(a);
    expect(pool.take()).not.toBe(b);
    pool.give(new Uint8Array(5));
    expect(pool.take().length).toBe(4);
  });
});
