import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLatestSlot } from './latest-slot.ts';

function setUp() {
  const dropped: number[] = [];
  return { dropped, slot: createLatestSlot<number>((item) => dropped.push(item)) };
}

describe('a queue of one', () => {
  it('keeps the newest item and hands the older ones back', async () => {
    const { slot, dropped } = setUp();
    slot.put(1);
    slot.put(2);
    slot.put(3);
    expect(dropped).toEqual([1, 2]);
    expect(await slot.take()).toBe(3);
  });

  it('hands an item to the taker who waits', async () => {
    const { slot, dropped } = setUp();
    const taken = slot.take();
    slot.put(1);
    slot.put(2);
    expect(await taken).toBe(1);
    expect(await slot.take()).toBe(2);
    expect(dropped).toEqual([]);
  });

  it('ends the wait of its taker when it is closed', async () => {
    const { slot } = setUp();
    const taken = slot.take();
    slot.close();
    expect(await taken).toBeUndefined();
    expect(await slot.take()).toBeUndefined();
  });

  it('drops what is in it when it is closed, and what comes later', async () => {
    const { slot, dropped } = setUp();
    slot.put(1);
    slot.close();
    slot.close();
    slot.put(2);
    expect(dropped).toEqual([1, 2]);
    expect(await slot.take()).toBeUndefined();
  });

  it('accounts for every item: it is taken or dropped, in order, once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean()), async (puts) => {
        const { slot, dropped } = setUp();
        const taken: number[] = [];
        let count = 0;
        for (const put of puts) {
          if (put) {
            slot.put(count++);
            continue;
          }
          const item = slot.take();
          // A taker waits for the next item: give it one.
          slot.put(count++);
          taken.push((await item) ?? -1);
        }
        slot.close();
        expect([...taken, ...dropped].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
        expect(taken).toEqual([...taken].sort((a, b) => a - b));
      }),
    );
  });
});
