import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSequenceWindow } from './sequence-window.ts';

describe('a sequence window', () => {
  it('tells new, repeated, filled and old numbers apart', () => {
    const window = createSequenceWindow(8);
    expect([5, 6, 6, 9, 8, 8, 7, 5].map(window.see)).toEqual([
      ...['new', 'new', 'duplicate', 'new', 'filled', 'duplicate', 'filled', 'duplicate'],
    ]);
    expect([100, 92, 93].map(window.see)).toEqual(['new', 'old', 'filled']);
    expect(window.highest).toBe(100);
  });

  it('takes what it is to forget for not seen, the highest number, too', () => {
    const window = createSequenceWindow(8);
    for (const sequence of [1, 2, 3, 10]) window.see(sequence);
    for (const sequence of [2, 3, 10, 11]) window.forget(sequence);
    expect([3, 3, 10, 10, 11].map(window.see)).toEqual(['filled', 'duplicate', 'filled', 'duplicate', 'new']);
    expect(window.highest).toBe(11);
  });

  it('takes the largest sequence number', () => {
    const window = createSequenceWindow();
    expect([0, 0xffff_ffff, 0xffff_ffff, 0].map(window.see)).toEqual(['new', 'new', 'duplicate', 'old']);
  });

  it('lets every number in at most once, and every number that is not too old exactly once', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(60), { maxLength: 200 }), (sequences) => {
        const size = 16;
        const window = createSequenceWindow(size);
        const seen = new Set<number>();
        let highest = -1;
        for (const sequence of sequences) {
          const sighting = window.see(sequence);
          if (sequence > highest) expect(sighting).toBe('new');
          else if (sequence <= highest - size) expect(sighting).toBe('old');
          else expect(sighting).toBe(seen.has(sequence) ? 'duplicate' : 'filled');
          seen.add(sequence);
          highest = Math.max(highest, sequence);
        }
      }),
    );
  });
});
