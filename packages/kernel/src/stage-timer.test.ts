import { describe, expect, test } from 'vitest';
import { createStageTimer } from './stage-timer.ts';

describe('createStageTimer', () => {
  test('reports the middle and the tail to 3 %, then begins anew', () => {
    const timer = createStageTimer(['crop', 'infer']);
    for (let i = 1; i <= 1000; i++) timer.add('crop', i / 10);
    const { crop, infer } = timer.take();
    expect(Math.abs((crop?.p50 ?? 0) / 50 - 1)).toBeLessThan(0.035);
    expect(Math.abs((crop?.p99 ?? 0) / 99 - 1)).toBeLessThan(0.035);
    expect(infer).toBeUndefined();
    expect(timer.take()).toEqual({});
  });

  test('takes durations of any length', () => {
    const timer = createStageTimer(['crop']);
    for (const duration of [-1, 0, 1e9]) timer.add('crop', duration);
    expect(timer.take().crop?.p99).toBeGreaterThan(90_000);
  });
});
