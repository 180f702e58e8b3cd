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

const size224 = 'models/resnet18-w0.5-224';
const size128 = 'models/resnet18-w0.5-128';

async function replay(video: string, heads = 'fire', backbone = size224) {
  const flags = ['--heads', heads, '--backbone', backbone, '--json'];
  const { code, lines, stderr } = await runSplitsight('replay', '--video', video, ...flags);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  const summary: Summary = JSON.parse(lines.at(-1) ?? '');
  return { edges: lines.slice(0, -1), summary };
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
    '%s raises nothing: there is no fire, and a hand is no person',
    async (name) => {
      const { edges, summary } = await replay(clip(name), 'fire,person');
      expect(edges).toEqual([]);
      expect(summary.alerts).toEqual([]);
      expect(summary.frames).toBeGreaterThan(100);
    },
    300_000,
  );

  // When somebody comes in, by intrusion.labels.tsv; half a second of doubt.
  test.each([
    ['intrusion_1.mp4', 6, size128],
    ['intrusion_2.mp4', 3, size224],
    ['intrusion_3.mp4', 5, size128],
  ] as const)(
    '%s raises person within a second of the entry, and not before it',
    async (name, entry, backbone) => {
      const { summary } = await replay(clip(name), 'fire,person', backbone);
      expect(summary.alerts.map(({ head }) => head)).toEqual(['person']);
      const [alert] = summary.alerts;
      expect(alert?.start_s).toBeGreaterThanOrEqual(entry - 0.5);
      expect(alert?.start_s).toBeLessThanOrEqual(entry + 1.5);
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
