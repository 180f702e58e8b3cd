/*
 * Gathers what the person head is taught, and what it is judged on, as pictures.
 *
 *   node --import tsx --conditions splitsight-source scripts/person/gather.ts DATA_DIR BACKBONE_DATA_DIR COCO_DIR OUT_DIR
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '@splitsight/learn';
import type { Frame } from '@splitsight/vision';
import { decodePicture } from '@splitsight/vision/picture';
import { cutCoco, keepCoco, readCoco } from './coco.ts';
import { keepComposites } from './composites.ts';
import { createKeeper } from './keeper.ts';
import { keepCaltech, keepTinyImageNet } from './packed.ts';
import type { Parts } from './parts.ts';
import { keepScenes, placesOf } from './scenes.ts';
import { keepSnapshots } from './snapshots.ts';
import { keepYards } from './yards.ts';

const [data, backboneData, coco, out] = process.argv.slice(2);
if (!data || !backboneData || !coco || !out) {
  process.stderr.write('usage: gather.ts DATA_DIR BACKBONE_DATA_DIR COCO_DIR OUT_DIR\n');
  process.exit(2);
}

/** The pictures of fire/normal in which nobody was seen, by eye. */
async function emptyPlaces(folder: string): Promise<Frame[]> {
  const crowded = new Set(readFileSync(new URL('normal-with-people.txt', import.meta.url), 'utf8').split('\n'));
  const files = readdirSync(folder).filter((file) => !crowded.has(file));
  return Promise.all(files.sort().map((file) => decodePicture(join(folder, file))));
}

const keeper = createKeeper(out);
const parts: Parts = { people: [], things: [], places: [] };
const videos = join(data, 'video');
await keepScenes(videos, keeper);
await placesOf(videos, parts);
await keepTinyImageNet(backboneData, keeper);
await keepCaltech(backboneData, keeper, parts);
const random = createRandom(17);
for await (const picture of readCoco(coco)) {
  await keepCoco(picture, keeper, random);
  cutCoco(picture, parts);
}
const pictures = join(data, 'fire', 'normal');
const empty = await emptyPlaces(pictures);
await keepSnapshots(pictures, empty, keeper);
await keepComposites(parts, empty, keeper);
await keepYards(100, 7, keeper);
for (const [set, count] of keeper.counts) process.stderr.write(`${set} ${count}\n`);
