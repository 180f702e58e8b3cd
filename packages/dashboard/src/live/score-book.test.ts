import type { LiveMessage } from '@splitsight/wire';
import { describe, expect, it } from 'vitest';
import { createFakeSite } from '../testing/fake-site.ts';
import { createScoreBook, maxHeadsPerCamera } from './score-book.ts';

const site = createFakeSite({ cameras: 2, heads: 2 });
const itemsOf = (message: LiveMessage) => (message.type === 'decisions' ? message.items : []);
const one = new Map([['harbour/cam-01', true]]);

describe('the score book', () => {
  it('files scores by camera and head, for known cameras only', () => {
    const book = createScoreBook();
    book.add(itemsOf(site.decisions(5000)), one);
    book.add(itemsOf(site.decisions(5100)), one);
    expect(book.series('harbour/cam-01', 'fire').read(0).at).toEqual([5000, 5100]);
    expect(book.series('harbour/cam-01', 'intruder').revision).toBe(2);
    expect(book.series('harbour/cam-02', 'fire').newest).toBeUndefined();
  });

  it('gives the same series each time', () => {
    const book = createScoreBook();
    expect(book.series('a/b', 'fire')).toBe(book.series('a/b', 'fire'));
  });

  it('forgets cameras that are gone', () => {
    const book = createScoreBook();
    book.add(itemsOf(site.decisions(5000)), one);
    book.keepOnly(new Map());
    expect(book.series('harbour/cam-01', 'fire').newest).toBeUndefined();
  });

  it('keeps a bounded number of heads', () => {
    const book = createScoreBook();
    for (let i = 0; i <= maxHeadsPerCamera; i++) book.series('a/b', `head-${i}`).push(1000, 0.5);
    expect(book.series('a/b', 'head-0').revision).toBe(1);
    expect(book.series('a/b', `head-${maxHeadsPerCamera}`).revision).toBe(0);
  });
});
