import { describe, expect, it } from 'vitest';
import { encodeLike, type Like, likeQuery, parseLike } from './like.ts';

describe('what others are to resemble', () => {
  it.each<[string, Like]>([
    ['yard/gate@1795348033939', { kind: 'moment', site: 'yard', camera: 'gate', at: 1_795_348_033_939 }],
    ['label:person', { kind: 'label', label: 'person' }],
    ['vector:yard/gate/188e289bad7da43c/115/3', { kind: 'origin', origin: 'vector:yard/gate/188e289bad7da43c/115/3' }],
    ['picture:a@b/c.jpg#0', { kind: 'origin', origin: 'picture:a@b/c.jpg#0' }],
  ])('stands in an address: %s', (text, like) => {
    expect(parseLike(text)).toEqual(like);
    expect(encodeLike(like)).toBe(text);
  });

  it('is nothing where the address makes no sense', () => {
    for (const text of ['', 'gate', 'yard/gate', 'yard/gate@', 'yard/gate@now', 'Yard/gate@1', 'label:', 'label:a/b'])
      expect(parseLike(text)).toBeUndefined();
  });

  it('is asked for by what it is', () => {
    expect(likeQuery({ kind: 'origin', origin: 'picture:a#0' })).toEqual({ origins: ['picture:a#0'] });
    expect(likeQuery({ kind: 'label', label: 'a' })).toEqual({ label: 'a' });
    const moment = { site: 'yard', camera: 'gate', at: 5 };
    expect(likeQuery({ kind: 'moment', ...moment })).toEqual({ frames: [moment] });
  });
});
