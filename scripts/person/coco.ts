import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '@splitsight/learn';
import type { Frame } from '@splitsight/vision';
import { decodePicture } from '@splitsight/vision/picture';
import type { Box } from '@splitsight/wire';
import type { Keeper, Label } from './keeper.ts';
import type { Parts } from './parts.ts';
import { around, cutSquare, distort, overlaps, randomSquare } from './pixels.ts';
import { cutPolygons } from './sprites.ts';

/** What is read of an annotation file of COCO. */
interface CocoFile {
  readonly images: readonly { readonly id: number; readonly file_name: string; readonly license: number }[];
  readonly annotations: readonly CocoObject[];
}

interface CocoObject {
  readonly image_id: number;
  readonly category_id: number;
  readonly iscrowd: 0 | 1;
  /** Left, top, width and height, in pixels. */
  readonly bbox: readonly [number, number, number, number];
  /** Outlines; of a crowd, something else. */
  readonly segmentation: unknown;
}

/** Licences of COCO's pictures that allow changes and any use: CC BY, CC BY-SA, no known restrictions, US government. */
const free = [4, 5, 7, 8];
const personCategory = 1;
const scene = 'coco';
const views = { person: 6, thing: 2, place: 4, emptyPlace: 10 } as const;
/** In pixels. */
const least = { person: 50, thing: 50 } as const;
const leastSprite = 90;

/** A picture that may be used, and what is in it. */
interface CocoPicture {
  readonly name: string;
  readonly picture: Frame;
  readonly objects: readonly CocoObject[];
}

/** @param folder `pictures/` and annotation files in `annotations/`; pictures may be any part of COCO. */
export async function* readCoco(folder: string): AsyncGenerator<CocoPicture> {
  const present = new Set(readdirSync(join(folder, 'pictures')));
  for (const file of readdirSync(join(folder, 'annotations')).sort()) {
    const { images, annotations } = JSON.parse(readFileSync(join(folder, 'annotations', file), 'utf8')) as CocoFile;
    for (const { id, file_name, license } of images) {
      if (!free.includes(license) || !present.delete(file_name)) continue;
      const picture = await decodePicture(join(folder, 'pictures', file_name));
      const objects = annotations.filter(({ image_id }) => image_id === id);
      yield { name: file_name.replace('.jpg', ''), picture, objects };
    }
  }
}

/** Cuts people and things out of a picture; one that shows nobody is a place. */
export function cutCoco({ picture, objects }: CocoPicture, parts: Parts): void {
  for (const object of objects) {
    const [, , width, height] = object.bbox;
    if (!isFit(object) || Math.max(width, height) < leastSprite || !Array.isArray(object.segmentation)) continue;
    const sprite = cutPolygons(picture, object.segmentation as number[][]);
    parts[isPerson(object) ? 'people' : 'things'].push({ scene, sprite });
  }
  if (!objects.some(isPerson)) parts.places.push({ scene, picture });
}

/** Keeps squares of a picture: around people, around other things, and where nobody is. */
export async function keepCoco(found: CocoPicture, keeper: Keeper, random: Random): Promise<void> {
  const { name, picture, objects } = found;
  const keep = (label: Label, part: string, box: Box) => {
    // As many pixels as a motion region of such a part would have.
    const longest = Math.min(224, Math.round(box.width * picture.width));
    const side = Math.max(64, Math.round(longest * (0.45 + 0.55 * random())));
    return keeper.keep('coco', label, [scene], `${name}-${part}`, distort(cutSquare(picture, box, side), random));
  };
  const people = objects.filter(isPerson).map((one) => boxOf(one, picture));
  const nobody = (box: Box) => !people.some((one) => overlaps(one, box));
  for (const [nth, object] of objects.entries()) {
    const who = isPerson(object);
    const { width, height } = { width: object.bbox[2], height: object.bbox[3] };
    if (!isFit(object) || Math.max(width, height) < least[who ? 'person' : 'thing']) continue;
    for (let view = 0; view < views[who ? 'person' : 'thing']; view++) {
      const box = around(picture, boxOf(object, picture), 3, random);
      if (who || nobody(box)) await keep(who ? 'person' : 'other', `${nth}-${view}`, box);
    }
  }
  for (let view = 0; view < (people.length > 0 ? views.place : views.emptyPlace); view++) {
    const box = randomSquare(picture, 0.2, 0.9, random);
    if (nobody(box)) await keep('other', `place-${view}`, box);
  }
}

const isPerson = ({ category_id }: CocoObject) => category_id === personCategory;

/** Not a crowd; and who lies across the picture is mostly a hand or a lap. */
function isFit(object: CocoObject): boolean {
  const [, , width, height] = object.bbox;
  return object.iscrowd === 0 && !(isPerson(object) && width > 1.1 * height);
}

function boxOf({ bbox: [x, y, width, height] }: CocoObject, picture: Frame): Box {
  return {
    x: x / picture.width,
    y: y / picture.height,
    width: width / picture.width,
    height: height / picture.height,
  };
}
