import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { messageOf } from '@splitsight/kernel';
import { createSampleRenderer, listSamples } from '@splitsight/testkit';
import {
  decodePictures,
  listPictures,
  type Picture,
  readGroups,
  trainingError,
  type UnreadableLog,
} from '@splitsight/training';
import type { Frame } from '@splitsight/vision';
import { withTemporaryDirectory } from '../stack/temporary.ts';

/** Labelled pictures: DIR/<class>/*.jpg, or the same packed in a .tar. */
export interface PictureSource {
  readonly path: string;
  /** Take so many classes, those with the most pictures, and so many pictures of each, spread evenly over their names. */
  readonly most?: { readonly classes: number; readonly each: number };
}

/** A picture, what it shows, and which others are near-duplicates of it. */
export interface LabelledFrame {
  readonly frame: Frame;
  readonly label: string;
  readonly group: number;
}

/**
 * Decodes the pictures of a source, one by one; those that cannot be read are left out.
 *
 * @param groups see readGroups; pictures that the file does not name are groups of their own.
 * @throws CodedError HEAD_PICTURES, HEAD_CLASS_EMPTY, HEAD_GROUPS
 */
export async function readSource(
  source: PictureSource,
  groups: string | undefined,
  onUnreadable: UnreadableLog,
  use: (frames: AsyncIterable<LabelledFrame>) => Promise<void>,
): Promise<void> {
  const from = async (directory: string) => {
    const all = listPictures(directory);
    const chosen = source.most ? chooseEvenly(all, source.most) : all;
    const groupOf = new Map(readGroups(groups, chosen).map((group, i) => [chosen[i], group]));
    await use(labelled(chosen, groupOf, onUnreadable));
  };
  if (!source.path.endsWith('.tar')) return from(source.path);
  await withTemporaryDirectory(async (directory) => {
    try {
      await promisify(execFile)('tar', ['-xf', source.path, '-C', directory]);
    } catch (error) {
      throw trainingError('HEAD_PICTURES', `${source.path} (${messageOf(error)})`, error);
    }
    await from(directory);
  });
}

async function* labelled(
  pictures: readonly Picture[],
  groupOf: ReadonlyMap<Picture | undefined, number>,
  onUnreadable: UnreadableLog,
): AsyncGenerator<LabelledFrame> {
  for await (const { picture, frame } of decodePictures(pictures, onUnreadable)) {
    yield { frame, label: picture.label, group: groupOf.get(picture) ?? -1 };
  }
}

/** Takes the classes with the most pictures (of equals, the first by name), and evenly spread pictures of each. */
export function chooseEvenly(
  pictures: readonly Picture[],
  most: { readonly classes: number; readonly each: number },
): Picture[] {
  const byLabel = [...new Set(pictures.map(({ label }) => label))].map((label) =>
    pictures.filter((picture) => picture.label === label),
  );
  const largest = byLabel.sort((a, b) => b.length - a.length).slice(0, most.classes);
  const chosen = new Set(
    largest.flatMap((all) => {
      const count = Math.min(most.each, all.length);
      return Array.from({ length: count }, (_, i) => all[Math.floor(((i + 0.5) * all.length) / count)]);
    }),
  );
  return pictures.filter((picture) => chosen.has(picture));
}

/** Renders `count` pictures with fire and as many without: what can be measured anywhere. Those of a scene are a group. */
export async function* renderedFrames(count: number, seed: number): AsyncGenerator<LabelledFrame> {
  const render = createSampleRenderer();
  const samples = listSamples({ count, seed }).toSorted((a, b) => a.scene.seed - b.scene.seed);
  for (const sample of samples) yield { frame: render(sample, 448), label: sample.label, group: sample.scene.seed };
}
