import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root, runSplitsight } from './command.ts';

const clips = join(root, '../shared/data/video');
const clip = (name: string) => join(clips, name);
const reason = existsSync(clips) ? '' : ' (skipped: ../shared/data is not here)';

interface Summary {
  readonly type: 'summary';
  readonly frames: number;
  readonly duration_s: number;
  readonly alerts: readonly { readonly head: string; readonly start_s: number; readonly end_s: number }[];
}

async function replay(video: string): Promise<{ edges: readonly string[]; summary: Summary }> {
  const { code, lines, stderr } = await runSplitsight('replay', '--video', video, '--heads', 'fire', '--json');
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return { edges: lines.slice(0, -1), summary: JSON.parse(lines.at(-1) ?? '') };
}

describe.skipIf(!existsSync(clips))(`replay of real clips${reason}`, () => {
  test('a wildfire raises fire, and a second run says the same', async () => {
    const first = await replay(clip('wildfire.mp4'));
    expect(first.summary.alerts.map(({ head }) => head)).toContain('fire');
    expect(JSON.parse(first.edges[0] ?? '')).toMatchObject({ type: 'alert', head: 'fire', event: 'new' });
    expect(first.edges).toHaveLength(2 * first.summary.alerts.length);
    expect(await replay(clip('wildfire.mp4'))).toEqual(first);
  }, 300_000);

  test.each(['cars-parking.mp4', 'bottles.mp4'])(
    '%s raises nothing',
    async (name) => {
      const { edges, summary } = await replay(clip(name));
      expect(edges).toEqual([]);
      expect(summary.alerts).toEqual([]);
      expect(summary.frames).toBeGreaterThan(100);
    },
    300_000,
  );
});

test('a file that is no video is refused with a code', async () => {
  const { code, stderr } = await runSplitsight('replay', '--video', join(root, 'package.json'), '--heads', 'fire');
  expect(code).toBe(1);
  expect(stderr).toMatch(/^CLIP_UNREADABLE: .*\n$/);
});

test('a head that is not there is refused with a code', async () => {
  const { code, stderr } = await runSplitsight('replay', '--video', 'any.mp4', '--heads', 'no-such-head');
  expect(code).toBe(1);
  expect(stderr).toMatch(/^HEAD_NOT_FOUND: .*\n$/);
});

test('a region that there is not is refused', async () => {
  const { code, stderr } = await runSplitsight('replay', '--video', 'any.mp4', '--regions', 'global,corners');
  expect(code).toBe(1);
  expect(stderr).toContain('a list, with commas, of global, motion, tiles, patch5 is expected');
});
