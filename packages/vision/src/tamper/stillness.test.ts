import { describe, expect, test } from 'vitest';
import { createStillness, isFrozen } from './stillness.ts';

const patience = 7_000;
const cells = 400;
const every = 500;

/** Whether it is taken for frozen at the end of each stretch, in which pictures change all the time or not at all. */
function judge(...stretches: readonly (readonly [seconds: number, 'live' | 'still'])[]) {
  const stillness = createStillness(cells, patience);
  let count = 0;
  return stretches.map(([seconds, how]) => {
    let last = false;
    for (let i = 0; i < (seconds * 1000) / every; i++, count++) {
      const values = new Float32Array(cells).fill(how === 'live' ? 100 + 10 * (count % 7) : 200);
      last = isFrozen(stillness.step({ values }, count * every), patience);
    }
    return last;
  });
}

describe('pictures that stand still', () => {
  test('are frozen after the patience, and at once no more when they change', () => {
    expect(judge([20, 'live'], [7, 'still'], [1, 'still'], [1, 'live'])).toEqual([false, false, true, false]);
  });

  test('are found as soon when the camera freezes a second time', () => {
    expect(judge([20, 'live'], [60, 'still'], [20, 'live'], [8, 'still'])).toEqual([false, true, false, true]);
  });

  test('are the encoder’s habit when they have been long three times, and take longer to be believed', () => {
    const habits = Array.from({ length: 3 }, () => [[9, 'still'] as const, [5, 'live'] as const]).flat();
    expect(judge([20, 'live'], ...habits, [20, 'still'], [10, 'still']).slice(-2)).toEqual([false, true]);
  });

  test('take longer, too, after a shorter standstill that ended by itself', () => {
    expect(judge([20, 'live'], [5, 'still'], [5, 'live'], [10, 'still'], [5, 'still']).slice(-2)).toEqual([
      false,
      true,
    ]);
  });

  test('are doubted for longer when they never were seen to change', () => {
    expect(judge([40, 'still'], [5, 'still'])).toEqual([false, true]);
  });

  test('may show a clock that goes on', () => {
    const stillness = createStillness(cells, patience);
    const seen = Array.from({ length: 40 }, (_, i) => {
      const values = new Float32Array(cells).fill(i < 10 ? 20 * i : 100);
      values.fill(i % 2 ? 0 : 255, 0, 6);
      return isFrozen(stillness.step({ values }, i * every), patience);
    });
    expect([seen[20], seen[30]]).toEqual([false, true]);
  });
});
