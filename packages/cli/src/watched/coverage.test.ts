import type { CameraId, SiteId } from '@splitsight/wire';
import { expect, it } from 'vitest';
import { describeStretches, describeSums } from './index.ts';

const about = { site: 'yard' as SiteId, camera: 'gate' as CameraId, from: 0, to: 86_400_000 };

it('sums stand in a table, the camera that was watched least first', () => {
  const camera = {
    ...{ ...about, watched_ms: 1000, watched_late_ms: 0, not_watched_ms: 0, watched_share: 1 },
    ...{ known_from: 0, gaps: 0, longest_gap_ms: 0, why: {} },
  };
  const worse = {
    ...{ ...camera, camera: 'dock' as CameraId, watched_late_ms: 90_000, not_watched_ms: 3_661_000 },
    ...{ watched_share: 0.957_199, gaps: 2, longest_gap_ms: 3_600_000 },
    why: { link_lost: 61_000, server_down: 3_600_000 },
  };
  expect(describeSums({ from: 0, to: 1, cameras: [camera, worse] }).split('\n')).toEqual([
    'camera     watched   of it late  not        gaps  longest  why',
    'yard/dock  95.71 %   1 min 30 s  1 h 1 min  2     1 h      server_down 1 h, link_lost 1 min 1 s',
    'yard/gate  100.00 %  0 s         0 s        0     0 s      -',
    '',
  ]);
});

it('stretches stand in a table, with their reason and code', () => {
  const sums = { watched_ms: 0, watched_late_ms: 0, not_watched_ms: 0, watched_share: 0, next_from: null };
  const [, first, second] = describeStretches({
    ...{ ...about, ...sums },
    known_from: 0,
    stretches: [
      { from: 0, to: 60_000, state: 'watched', why: null, code: null },
      { from: 60_000, to: 61_000, state: 'not_watched', why: 'camera_offline', code: 'CAMERA_STALLED' },
    ],
  }).split('\n');
  expect(first).toMatch(/ 1 min {2}watched {6}-$/);
  expect(second).toMatch(/ 1 s {4}not_watched {2}camera_offline CAMERA_STALLED$/);
});
