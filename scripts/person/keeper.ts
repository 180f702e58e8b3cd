import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from '@splitsight/vision';
import { encodeJpeg } from '@splitsight/vision/picture';

/** What is taught: whether a picture shows a person, or something else. */
export type Label = 'person' | 'other';

/** Writes pictures as OUT/<set>/<label>/<scenes>~<name>.jpg and counts them. */
export interface Keeper {
  /** @param scenes where all that it shows was seen; what shares one must not be on both sides of a split. */
  keep(set: string, label: Label, scenes: readonly string[], name: string, picture: Frame): Promise<void>;
  readonly counts: ReadonlyMap<string, number>;
}

export function createKeeper(out: string): Keeper {
  const counts = new Map<string, number>();
  return {
    counts,
    async keep(set, label, scenes, name, picture) {
      const folder = join(out, set, label);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, `${scenes.join('+')}~${name}.jpg`), await encodeJpeg(picture, 90));
      counts.set(`${set}/${label}`, (counts.get(`${set}/${label}`) ?? 0) + 1);
    },
  };
}
