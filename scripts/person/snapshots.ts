import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '@splitsight/learn';
import type { Frame } from '@splitsight/vision';
import { decodePicture } from '@splitsight/vision/picture';
import type { Box } from '@splitsight/wire';
import type { Keeper } from './keeper.ts';
import { around, cutSquare, distort, randomSquare } from './pixels.ts';

const side = 192;
const viewsOfPerson = 6;
const viewsOfPlace = 5;

/**
 * Keeps squares of pictures of offices and streets: around people whose places were written down by eye, and of pictures that
 * show nobody.
 */
export async function keepSnapshots(folder: string, empty: readonly Frame[], keeper: Keeper): Promise<void> {
  const random = createRandom(13);
  for (const { number, nth, box } of readPeople()) {
    const picture = await decodePicture(join(folder, `normal_${number}.jpg`));
    for (let view = 0; view < viewsOfPerson; view++) {
      const square = cutSquare(picture, around(picture, box, 2, random), side);
      await keeper.keep('snapshots', 'person', ['pictures'], `${number}-${nth}-${view}`, distort(square, random));
    }
  }
  for (const [i, picture] of empty.entries()) {
    for (let view = 0; view < viewsOfPlace; view++) {
      const square = cutSquare(picture, randomSquare(picture, 0.15, 0.8, random), side);
      await keeper.keep('snapshots', 'other', ['pictures'], `empty${i}-${view}`, distort(square, random));
    }
  }
}

/** Lines of the number of a picture and boxes: left, top, right and bottom, as shares of the picture. */
function readPeople(): { readonly number: string; readonly nth: number; readonly box: Box }[] {
  const lines = readFileSync(new URL('people-in-pictures.txt', import.meta.url), 'utf8')
    .trim()
    .split('\n');
  return lines.flatMap((line) => {
    const [number = '', ...boxes] = line.split(' ');
    return boxes.map((text, nth) => {
      const [x = 0, y = 0, right = 1, bottom = 1] = text.split(',').map(Number);
      return { number, nth, box: { x, y, width: right - x, height: bottom - y } };
    });
  });
}
