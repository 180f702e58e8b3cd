import type { CameraId, Place, SiteId } from '@splitsight/wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSeen, isWithin, lowerRole, mayRole } from './scope.ts';

const site = (id: string) => id as SiteId;
const camera = (id: string) => id as CameraId;
const place = (id: string, ...cameras: readonly string[]): Place => ({
  site: site(id),
  cameras: cameras.length > 0 ? cameras.map(camera) : null,
});

const ids = fc.constantFrom('a', 'b', 'c');
const places = fc.option(
  fc.array(
    fc.tuple(ids, fc.array(ids, { maxLength: 3 })).map(([id, cameras]) => place(id, ...cameras)),
    {
      maxLength: 3,
    },
  ),
);

describe('places', () => {
  it('show a site of which one camera is seen, and of its cameras that one', () => {
    const one = [place('yard', 'gate')];
    expect(isSeen(one, site('yard'))).toBe(true);
    expect(isSeen(one, site('yard'), camera('gate'))).toBe(true);
    expect(isSeen(one, site('yard'), camera('shed'))).toBe(false);
    expect(isSeen(one, site('harbour'))).toBe(false);
    expect(isSeen([], site('yard'))).toBe(false);
  });

  it('are within others just when those show everything that they show', () => {
    fc.assert(
      fc.property(places, places, ids, ids, (narrow, wide, s, c) => {
        if (!isWithin(narrow, wide)) return;
        if (isSeen(narrow, site(s), camera(c))) expect(isSeen(wide, site(s), camera(c))).toBe(true);
      }),
    );
    expect(isWithin(null, [place('yard')])).toBe(false);
    expect(isWithin([place('yard')], [place('yard', 'gate')])).toBe(false);
    expect(isWithin([place('yard', 'gate')], [place('yard')])).toBe(true);
    expect(isWithin([place('yard', 'gate', 'shed')], [place('yard', 'gate'), place('yard', 'shed')])).toBe(true);
  });
});

describe('roles', () => {
  it('have the rights of those below them', () => {
    expect((['view', 'operate', 'administer'] as const).map((right) => mayRole('operator', right))).toEqual([
      true,
      true,
      false,
    ]);
    expect(lowerRole('admin', 'viewer')).toBe('viewer');
  });
});
