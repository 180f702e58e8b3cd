import type { Backbone } from '@splitsight/inference';
import { createRandom } from '@splitsight/learn';
import type { Item } from '../data-set.ts';
import { requireLabel } from '../label.ts';
import { decodePictures, type Picture, readGroups, type UnreadableLog } from './pictures.ts';
import { alteredViews, plainView, renderView } from './views.ts';

/** How pictures become items. */
export interface PictureItemsOptions {
  readonly backbone: Backbone;
  /** Near-duplicates: see readGroups. Without it, and without copies, groups are to be found. */
  readonly groups?: string | undefined;
  /** Stands before the names of pictures, so that folders with files of the same names go into one set. */
  readonly source?: string | undefined;
  /** Also makes altered copies that only teach; of pictures of this class, those of what alerts. */
  readonly copiesFor?: string | undefined;
  /** Whether the pictures may be held out to judge a head. */
  readonly judged: boolean;
  readonly weight: number;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly onUnreadable: UnreadableLog;
}

/**
 * Runs pictures through a backbone, as the edge does with a frame.
 *
 * @returns the items of one picture after the other: the picture as it is, then its copies. One that cannot be read has none.
 * @throws CodedError DATASET_LABEL when a folder is no label, before anything is read, HEAD_GROUPS, and those of extract.
 */
export async function* pictureItems(
  pictures: readonly Picture[],
  options: PictureItemsOptions,
): AsyncGenerator<readonly Item[], void> {
  const { backbone, judged, weight, copiesFor, seed, signal, onUnreadable } = options;
  const { input, fingerprint } = backbone;
  for (const label of new Set(pictures.map((picture) => picture.label))) requireLabel(label);
  const groups = groupNames(pictures, options);
  const indexOf = new Map(pictures.map((picture, index) => [picture, index]));
  for await (const { picture, frame } of decodePictures(pictures, onUnreadable)) {
    signal.throwIfAborted();
    const { label } = picture;
    const index = indexOf.get(picture) ?? 0;
    // A source of its own for each picture: leaving one out changes no other.
    const random = createRandom(seed * 1_000_003 + index);
    const copies = copiesFor === undefined ? [] : alteredViews(frame, label === copiesFor, random);
    const views = [plainView, ...copies];
    const images = new Uint8Array(views.length * input.width * input.height * 3);
    views.forEach((view, i) => {
      renderView(frame, view, input, images, i * input.width * input.height * 3);
    });
    const vectors = await backbone.extract(images, views.length);
    yield views.flatMap((view, i): Item[] => {
      const vector = vectors[i];
      if (!vector) return [];
      return [
        {
          origin: { kind: 'picture', name: prefixed(options.source, picture.name), view: i },
          ...{ label, vector, fingerprint, camera: null, capturedAt: null, region: 'global', box: view.box },
          ...{ group: groups[index] ?? null, judged: judged && i === 0, weight: weight * view.weight },
        },
      ];
    });
  }
}

/** The group of each picture, called after the first picture in it; null where it is to be found. */
function groupNames(
  pictures: readonly Picture[],
  { groups, source, copiesFor }: PictureItemsOptions,
): readonly (string | null)[] {
  // A copy is no near-duplicate: only a group keeps it on the side of its picture.
  if (groups === undefined && copiesFor === undefined) return pictures.map(() => null);
  const names = new Map<number, string>();
  return readGroups(groups, pictures).map((group, i) => {
    const name = names.get(group) ?? prefixed(source, pictures[i]?.name ?? '').slice(0, 200);
    names.set(group, name);
    return name;
  });
}

function prefixed(source: string | undefined, name: string): string {
  return source === undefined ? name : `${source}/${name}`;
}
