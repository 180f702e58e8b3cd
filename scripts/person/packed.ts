import { join } from 'node:path';
import { createRandom } from '@splitsight/learn';
import type { Frame } from '@splitsight/vision';
import { decodePicture } from '@splitsight/vision/picture';
import { readArchive } from './archive.ts';
import type { Keeper } from './keeper.ts';
import type { Parts } from './parts.ts';
import { cutSquare, distort, randomSquare } from './pixels.ts';
import { cutFromPlain } from './sprites.ts';

/** Classes of Tiny-ImageNet whose pictures nearly all show people: gown, bikini, kimono, uniform, miniskirt, trunks, fur coat, ball games. */
const people = new Set(
  'n02669723 n02837789 n03617480 n03763968 n03770439 n04371430 n03404251 n02802426 n04118538 n04540053'.split(' '),
);
/** Those that show people now and then, or what looks like people: of no use to either side. */
const doubtful = new Set(
  (
    'n02730930 n02769748 n02791270 n02841315 n02883205 n02906734 n02927161 n02963159 n02480495 n02481823 n02486410 n03026506 n03250847 n03255030 ' +
    'n03424325 n03444034 n03447447 n03584254 n03599486 n03649909 n03662601 n03733131 n03814639 n03838899 n03980874 n03992509 n04023962 n04074963 ' +
    'n04133789 n04251144 n04254777 n04259630 n04356056 n04376876 n04456115 n04465501 n04501370 n04507155 n04532106 n06596364 n09428293'
  ).split(' '),
);
/** Things that move past cameras, stand on tables or stand upright: more of them. */
const likely = new Set(
  (
    'n02085620 n02094433 n02099601 n02099712 n02106662 n02113799 n02123045 n02123394 n02124075 n02814533 n02917067 n03100240 n03393912 n03670208 ' +
    'n03796401 n03977966 n04146614 n04285008 n04487081 n02823428 n03937543 n03983396 n04560804 n02909870 n02795169 n03837869 n02814860 n04562935 ' +
    'n03976657 n03544143 n02948072 n04099969 n03201208 n03179701 n03891332 n03902125 n04070727 n03637318 n03042490 n02843684 n04398044 n03388043'
  ).split(' '),
);
const size = 128;

/** Keeps pictures of Tiny-ImageNet's training archives. */
export async function keepTinyImageNet(folder: string, keeper: Keeper): Promise<void> {
  const random = createRandom(7);
  for (const archive of ['train-0', 'train-1']) {
    const seen = new Map<string, number>();
    for (const { name, bytes } of readArchive(join(folder, `tiny-imagenet-${archive}.tar`))) {
      const [wnid = '', file = ''] = name.split('/');
      const [id = ''] = file.split('.');
      const isPerson = people.has(wnid);
      const n = seen.get(wnid) ?? 0;
      if (n >= (isPerson ? 140 : doubtful.has(wnid) ? 0 : likely.has(wnid) ? 40 : 14)) continue;
      seen.set(wnid, n + 1);
      const frame = await decodePicture(bytes);
      const cut = cutSquare(frame, randomSquare(frame, isPerson ? 0.7 : 0.5, 1, random), size);
      const picture = random() < 0.4 ? cut : distort(cut, random);
      await keeper.keep('tiny', isPerson ? 'person' : 'other', ['tiny-imagenet'], `${wnid}-${id}`, picture);
    }
  }
}

/** Of Tiny-ImageNet's validation archive, all people and eight pictures of each other class, as they are: for judging only. */
export async function* heldOutPictures(
  folder: string,
): AsyncGenerator<{ readonly person: boolean; readonly picture: Frame }> {
  const seen = new Map<string, number>();
  for (const { name, bytes } of readArchive(join(folder, 'tiny-imagenet-val.tar'))) {
    const [wnid = ''] = name.split('/');
    const n = seen.get(wnid) ?? 0;
    if (n >= (people.has(wnid) ? 25 : doubtful.has(wnid) ? 0 : 8)) continue;
    seen.set(wnid, n + 1);
    yield { person: people.has(wnid), picture: await decodePicture(bytes) };
  }
}

/** Drawings, and classes with people in them. */
const unfit = new Set(
  'BACKGROUND_Google Faces_easy accordion buddha garfield headphone inline_skate saxophone snoopy umbrella wheelchair yin_yang'.split(
    ' ',
  ),
);

/** Keeps pictures of Caltech-101: faces in offices, and 90 kinds of things. */
export async function keepCaltech(folder: string, keeper: Keeper, parts: Parts): Promise<void> {
  const random = createRandom(8);
  const seen = new Map<string, number>();
  for (const { name, bytes } of readArchive(join(folder, 'caltech101-128.tar'))) {
    const [kind = '', file = ''] = name.split('/');
    const n = seen.get(kind) ?? 0;
    if (unfit.has(kind) || n >= (kind === 'Faces' ? 435 : 16)) continue;
    seen.set(kind, n + 1);
    const frame = await decodePicture(bytes);
    const sprite = kind === 'Faces' ? undefined : cutFromPlain(frame);
    if (sprite) parts.things.push({ scene: 'caltech', sprite });
    const picture = distort(cutSquare(frame, randomSquare(frame, 0.75, 1, random), size), random);
    const [id = ''] = file.split('.');
    await keeper.keep('caltech', kind === 'Faces' ? 'person' : 'other', ['caltech'], `${kind}-${id}`, picture);
  }
}
