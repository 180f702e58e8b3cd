import { type Point, type Polygon, patchBoxes, tileBoxes, wholeFrame } from '@splitsight/wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createZoneView } from './zone-view.ts';

const kinds = ['global', 'motion', 'tile', 'patch'] as const;
const left: Polygon = [
  [0, 0],
  [0.5, 0],
  [0.5, 1],
  [0, 1],
];
const whole: Polygon = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
];
const view = (polygon: Polygon | null, masks: Polygon[] = [], global = false) =>
  createZoneView({ polygon, masks, kinds, global });
const motion = (x: number, y: number, size = 0.1) => ({
  kind: 'motion' as const,
  box: { x: x - size / 2, y: y - size, width: size, height: size },
});

describe('a zone', () => {
  it('sees what moves by its foot point', () => {
    const { see } = view([
      [0, 0.5],
      [1, 0.5],
      [1, 1],
      [0, 1],
    ]);
    expect(see(motion(0.5, 0.6))).toBe('in');
    expect(see(motion(0.5, 0.5))).toBe('in');
    expect(see(motion(0.5, 0.49))).toBe('out');
    expect(see({ kind: 'motion', box: { x: 0, y: 0.4, width: 1, height: 0.6000000001 } })).toBe('in');
  });

  it('sees a tile of which half lies in it, and one in which half of the zone lies', () => {
    const { see } = view(left);
    const seen = tileBoxes.map((box) => see({ kind: 'tile', box }));
    expect(seen).toEqual(['in', 'in', 'out', 'in', 'in', 'out', 'in', 'in', 'out']);
    const small: Polygon = [
      [0.4, 0.4],
      [0.5, 0.4],
      [0.5, 0.5],
    ];
    expect(tileBoxes.map((box) => view(small).see({ kind: 'tile', box }))).toEqual(
      tileBoxes.map((_, i) => (i === 4 ? 'in' : 'out')),
    );
    expect(patchBoxes.map((box) => see({ kind: 'patch', box }))).toEqual(['in', 'out', 'in', 'out', 'in']);
  });

  it('counts the whole frame’s score where it is the whole frame, or is told to', () => {
    const global = { kind: 'global' as const, box: wholeFrame };
    expect(view(left).see(global)).toBe('out');
    expect(view(left).kinds).not.toContain('global');
    for (const zone of [view(left, [], true), view(whole), view(null)]) {
      expect(zone.see(global)).toBe('in');
      expect(zone.kinds).toContain('global');
    }
  });

  it('does not see what a mask covers', () => {
    const masked = view(whole, [left]);
    expect(masked.see(motion(0.25, 0.5))).toBe('masked');
    expect(masked.see(motion(0.5, 0.5))).toBe('masked');
    expect(masked.see(motion(0.75, 0.5))).toBe('in');
    expect(tileBoxes.slice(0, 3).map((box) => masked.see({ kind: 'tile', box }))).toEqual(['masked', 'masked', 'in']);
    expect(masked.see({ kind: 'global', box: wholeFrame })).toBe('in');
  });

  it('says the same whatever it was asked before, and of a mask and its zone never both', () => {
    const point = fc.double({ min: 0.05, max: 0.95, noNaN: true });
    const triangle = fc
      .tuple(point, point, fc.double({ min: 0.05, max: 0.3, noNaN: true }))
      .map(([x, y, size]): Polygon => {
        const at = (dx: number, dy: number): Point => [Math.min(1, x + dx), Math.min(1, y + dy)];
        return [at(0, 0), at(size, 0), at(0, size)];
      });
    fc.assert(
      fc.property(triangle, triangle, fc.array(fc.tuple(point, point)), (zone, mask, points) => {
        const known = view(zone, [mask]);
        for (const [x, y] of points) {
          const region = { kind: 'tile' as const, box: { x: x / 2, y: y / 2, width: 0.3, height: 0.2 } };
          expect(known.see(region)).toBe(view(zone, [mask]).see(region));
          const seen = known.see(motion(x, y));
          expect(seen === 'in').toBe(view(zone).see(motion(x, y)) === 'in' && view(mask).see(motion(x, y)) !== 'in');
        }
      }),
    );
  });
});
