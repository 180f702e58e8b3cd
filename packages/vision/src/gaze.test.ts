import { wholeFrame } from '@splitsight/wire';
import { describe, expect, test } from 'vitest';
import { freshGaze, type GazeRule, stepGaze } from './gaze.ts';
import type { Motion } from './motion.ts';
import type { Region } from './regions.ts';

const rule: GazeRule = { regions: ['global', 'motion'], idleInterval: 2_000, activeInterval: 200, hold: 5_000 };
const still: Motion = { level: 0, boxes: [] };
const box = (x: number) => ({ x, y: 0.2, width: 0.2, height: 0.3 });
const moving = (x: number, level = 0.01): Motion => ({ level, boxes: [box(x)] });

/** Steps through frames at 15 a second from time 0 on; `scene` says what moves. @returns the looks with their times. */
function watch(seconds: number, scene: (at: number) => Motion, using = rule) {
  let state = freshGaze;
  const looks: { at: number; regions: readonly Region[] }[] = [];
  for (let i = 0; i < seconds * 15; i++) {
    const at = Math.round((i * 1000) / 15);
    const next = stepGaze(state, at, scene(at), using);
    state = next.state;
    if (next.regions) looks.push({ at, regions: next.regions });
  }
  return looks;
}

describe('stepGaze', () => {
  test('looks at the first picture, then at the idle rate, at the whole picture only', () => {
    const looks = watch(20, () => still);
    expect(looks[0]).toEqual({ at: 0, regions: [{ kind: 'global', box: wholeFrame }] });
    expect(looks).toHaveLength(10);
    expect(looks.every(({ regions }) => regions.length === 1)).toBe(true);
  });

  test('looks at the active rate while something moves, and closely where', () => {
    const looks = watch(20, () => moving(0.4)).slice(1);
    expect(looks.length).toBeGreaterThan(95);
    expect(looks.length).toBeLessThanOrEqual(100);
    expect(looks[5]?.regions).toEqual([
      { kind: 'global', box: wholeFrame },
      { kind: 'motion', box: box(0.4) },
    ]);
  });

  test('a quiet camera makes at most a tenth of the regions of a busy one', () => {
    const regions = (looks: ReturnType<typeof watch>) => looks.reduce((sum, look) => sum + look.regions.length, 0);
    expect(regions(watch(60, () => still))).toBeLessThanOrEqual(0.1 * regions(watch(60, () => moving(0.4))));
  });

  test('looks at new motion in the very picture that shows it', () => {
    const begins = Math.round(50_000 / 15);
    expect(watch(5, (at) => (at >= begins ? moving(0.4) : still)).map(({ at }) => at)).toContain(begins);
  });

  test('new motion just after a look is looked at after half the active interval', () => {
    const begins = Math.round(31_000 / 15);
    const looks = watch(5, (at) => (at >= begins ? moving(0.4) : still)).map(({ at }) => at);
    const next = looks.find((at) => at >= begins) ?? Number.POSITIVE_INFINITY;
    expect(next - begins).toBeLessThanOrEqual(100);
    expect(looks).not.toContain(begins);
  });

  test('motion in another place, or twice as much, is new motion', () => {
    for (const other of [moving(0.7), moving(0.4, 0.05)]) {
      const begins = Math.round(47_000 / 15);
      const looks = watch(5, (at) => (at >= begins ? other : moving(0.4))).map(({ at }) => at);
      const calm = watch(5, () => moving(0.4)).map(({ at }) => at);
      const next = looks.find((at) => at >= begins) ?? 0;
      expect(next).toBeLessThan(calm.find((at) => at >= begins) ?? 0);
      expect(next - (looks.findLast((at) => at < begins) ?? 0)).toBeGreaterThanOrEqual(90);
    }
  });

  test('goes on looking where something stood still, until the hold is over', () => {
    const looks = watch(20, (at) => (at < 3_000 ? moving(0.4) : still));
    const held = looks.filter(({ at }) => at > 3_000 && at < 7_900);
    expect(held.length).toBeGreaterThan(20);
    expect(held.every(({ regions }) => regions[1]?.kind === 'motion')).toBe(true);
    const after = looks.filter(({ at }) => at > 8_000);
    expect(after.every(({ regions }) => regions.length === 1)).toBe(true);
    expect(after.length).toBeLessThan(8);
  });

  test('without an idle rate it looks at the first picture, then only says that it lives, every ten seconds', () => {
    const looks = watch(35, () => still, { ...rule, idleInterval: Number.POSITIVE_INFINITY });
    expect(looks.map(({ regions }) => regions.length)).toEqual([1, 0, 0, 0]);
    expect(looks[1]?.at).toBe(10_000);
  });

  test('a clock that is set back does not blind it', () => {
    const { state } = stepGaze(freshGaze, 1_000_000, moving(0.4), rule);
    expect(stepGaze(state, 5_000, still, rule).regions).toHaveLength(1);
  });
});
