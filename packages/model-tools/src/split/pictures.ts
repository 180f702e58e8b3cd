import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '@splitsight/kernel';
import { createRandom } from '@splitsight/learn';
import { resizeRegion, type Size } from '@splitsight/vision';
import { decodePicture } from '@splitsight/vision/picture';
import { modelToolsError } from '../errors.ts';

const wholePicture = { x: 0, y: 0, width: 1, height: 1 };
const extensions = /\.(jpe?g|png|webp)$/i;

/** Pictures that need no files, the same ones for the same seed: noise, waves of colour, black, and white. */
export function* syntheticPictures({ height, width }: Size, seed: number): Generator<Uint8Array> {
  const random = createRandom(seed);
  const bytes = height * width * 3;
  for (let i = 0; i < 2; i++) yield Uint8Array.from({ length: bytes }, () => Math.floor(256 * random()));
  for (let i = 0; i < 2; i++) {
    const waves = Array.from({ length: 3 }, () => ({ x: random() / 8, y: random() / 8, start: 6 * random() }));
    yield Uint8Array.from({ length: bytes }, (_, at) => {
      const { x, y, start } = waves[at % 3] ?? { x: 0, y: 0, start: 0 };
      const pixel = Math.floor(at / 3);
      return 127.5 + 127 * Math.sin(start + x * (pixel % width) + y * Math.floor(pixel / width));
    });
  }
  yield new Uint8Array(bytes);
  yield new Uint8Array(bytes).fill(255);
}

/**
 * Decodes every picture in a folder and the folders in it, in the order of their names, scaled as the agent scales.
 *
 * @throws CodedError MODELS_UNREADABLE for the folder, PICTURE_UNREADABLE for a broken picture.
 */
export async function* picturesIn(directory: string, size: Size): AsyncGenerator<Uint8Array> {
  for (const path of listFiles(directory)) {
    const picture = new Uint8Array(size.height * size.width * 3);
    resizeRegion(await decodePicture(path), wholePicture, size, picture);
    yield picture;
  }
}

function listFiles(directory: string): string[] {
  try {
    return readdirSync(directory, { recursive: true, encoding: 'utf8' })
      .filter((file) => extensions.test(file))
      .sort()
      .map((file) => join(directory, file));
  } catch (error) {
    throw modelToolsError('MODELS_UNREADABLE', `${directory} (${messageOf(error)})`, error);
  }
}
