import { describe, expect, it } from 'vitest';
import { createCameraCounts } from './counts.ts';

describe('what a camera counts', () => {
  it('gives each reader its own rates, and totals to all', () => {
    const counts = createCameraCounts(0);
    counts.frames = 30;
    counts.published = 10;
    counts.drop('gaze');
    counts.drop('gaze');
    counts.time('infer', 40);
    const page = counts.take('page', 2000);
    expect([page.fpsIn, page.fpsOut]).toEqual([15, 5]);
    expect(page.stages.infer?.p50).toBeCloseTo(40, -1);
    counts.frames = 40;
    expect(counts.take('page', 3000)).toEqual({ fpsIn: 10, fpsOut: 0, stages: {} });
    const health = counts.take('health', 4000);
    expect([health.fpsIn, Object.keys(health.stages)]).toEqual([10, ['infer']]);
    expect(counts.dropped()).toEqual({ gaze: 2 });
  });
});
