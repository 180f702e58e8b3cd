import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from '@splitsight/vision';
import { decodePicture } from '@splitsight/vision/picture';

/** A picture of the fire set. */
export interface FirePicture {
  readonly frame: Frame;
  readonly isFire: boolean;
  /** Near-duplicates share one. */
  readonly group: number;
}

/** Reads the pictures that DIR/groups.tsv lists (path, label, group), one after the other. */
export async function* readFireSet(directory: string): AsyncGenerator<FirePicture> {
  const lines = readFileSync(join(directory, 'groups.tsv'), 'utf8').split('\n').slice(1);
  for (const line of lines) {
    const [path, label, group] = line.trim().split('\t');
    if (!path) continue;
    const frame = await decodePicture(join(directory, path));
    yield { frame, isFire: label === 'fire', group: Number(group) };
  }
}
