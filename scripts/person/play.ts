import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TrainingClip } from './clips.ts';

/** What a head would have raised on a clip. */
export interface ClipResult {
  readonly clip: TrainingClip;
  readonly duration: number;
  /** When alerts were raised, in seconds. */
  readonly raised: readonly number[];
}

/** Plays a clip to a head with `splitsight replay`. */
export async function playClip(clip: TrainingClip, data: string, backbone: string, head: string): Promise<ClipResult> {
  const main = ['--import', 'tsx', '--conditions', 'splitsight-source', 'packages/cli/src/main.ts'];
  const video = join(data, 'video', `${clip.name}.mp4`);
  const flags = ['replay', '--video', video, '--heads', head, '--backbone', backbone, '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, [...main, ...flags]);
  const summary = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as {
    readonly duration_s: number;
    readonly alerts: readonly { readonly start_s: number }[];
  };
  return { clip, duration: summary.duration_s, raised: summary.alerts.map(({ start_s }) => start_s) };
}
