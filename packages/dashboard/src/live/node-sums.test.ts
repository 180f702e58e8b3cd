import { nodeHealthSchema, parseMessage } from '@splitsight/wire';
import { expect, it } from 'vitest';
import { sumHealth } from './node-sums.ts';

it('adds a node’s cameras up, and its drops by reason, the most first', () => {
  const camera = { fps_in: 15, fps_out: 2.5, frames: 1, published: 1, restarts: 0 };
  const health = parseMessage(nodeHealthSchema, {
    at: 1,
    uptime_s: 1,
    rss_bytes: 1,
    cpu_temperature_c: null,
    uplink: { connected: true, waiting: 0, dropped: { spool_full: 900 } },
    stages_ms: {},
    cameras: { a: { ...camera, dropped: { busy: 3, late: 1 } }, b: { ...camera, dropped: { busy: 4 } } },
  });
  expect(sumHealth(health)).toEqual({
    framesIn: 30,
    framesOut: 5,
    droppedTotal: 908,
    dropped: [
      ['spool_full', 900],
      ['busy', 7],
      ['late', 1],
    ],
  });
});
