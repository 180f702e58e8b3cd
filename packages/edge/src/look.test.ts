import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Backbone, openBackbone } from '@splitsight/inference';
import { writeTinyBackbone } from '@splitsight/testkit';
import {
  countCuts,
  cutLooks,
  extractRegions,
  type Frame,
  type RegionChoice,
  regionChoices,
  regionsOf,
} from '@splitsight/vision';
import { maxRegions, patchBoxes, tileBoxes, wholeFrame } from '@splitsight/wire';
import { afterAll, beforeAll, expect, it } from 'vitest';

let folder: string;
let backbone: Backbone;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'splitsight-look-'));
  writeTinyBackbone(folder);
  backbone = await openBackbone(folder, { codec: 'u8', threads: 1 });
});
afterAll(async () => {
  await backbone.close();
  rmSync(folder, { recursive: true });
});

/** A grey picture of 72 × 72, red in the cell of this row and column of a 3 × 3 grid. */
function picture(row: number, column: number): Frame {
  const rgb = new Uint8Array(72 * 72 * 3).fill(90);
  for (let y = 24 * row; y < 24 * (row + 1); y++) {
    for (let x = 24 * column; x < 24 * (column + 1); x++) rgb.set([255, 0, 0], (y * 72 + x) * 3);
  }
  return { width: 72, height: 72, rgb, capturedAt: 0 };
}

const moving = [{ x: 0.1, y: 0.1, width: 0.2, height: 0.2 }];
const look = (frame: Frame, ...choices: RegionChoice[]) => ({ frame, regions: regionsOf(choices, moving) });
/** How red a region was found to be: the last of the tiny backbone's values. */
const rednessOf = ({ vector }: { readonly vector: Uint8Array }) => vector[7] ?? -1;

async function extract(...looks: ReturnType<typeof look>[]) {
  return extractRegions(backbone, looks, cutLooks(looks, backbone.input));
}

it('regions travel in one order, whatever the order of the configuration', () => {
  const regions = regionsOf(['patch5', 'tiles', 'motion', 'global'], moving);
  expect(regions).toEqual([
    { kind: 'global', box: wholeFrame },
    { kind: 'motion', box: moving[0] },
    ...tileBoxes.map((box) => ({ kind: 'tile', box })),
    ...patchBoxes.map((box) => ({ kind: 'patch', box })),
  ]);
  expect(regionsOf(['global', 'motion'], []).map(({ kind }) => kind)).toEqual(['global']);
});

it('the most that a camera can be told to look at fits a message', () => {
  const sixteen = Array.from({ length: 16 }, () => wholeFrame);
  expect(regionsOf(regionChoices, sixteen).length).toBeLessThanOrEqual(maxRegions);
});

it('tiles cost no picture of their own beside the whole frame, and one without it', () => {
  expect(countCuts(regionsOf(['global', 'tiles'], moving))).toBe(1);
  expect(countCuts(regionsOf(['tiles'], moving))).toBe(1);
  expect(countCuts(regionsOf(['motion', 'tiles', 'patch5'], moving))).toBe(7);
});

it('every tile has the vector of its cell', async () => {
  for (const cell of [0, 5, 7]) {
    const [seen = []] = await extract(look(picture(Math.floor(cell / 3), cell % 3), 'tiles'));
    expect(seen.map((region) => region.kind)).toEqual(Array.from({ length: 9 }, () => 'tile'));
    expect(
      seen
        .map(rednessOf)
        .map((redness, i) => (redness > 250 ? i : -1))
        .filter((i) => i >= 0),
    ).toEqual([cell]);
  }
});

it('every patch has the vector of its part of the picture', async () => {
  const [seen = []] = await extract(look(picture(2, 0), 'patch5'));
  expect(seen.map(rednessOf).indexOf(Math.max(...seen.map(rednessOf)))).toBe(2);
  const [centred = []] = await extract(look(picture(1, 1), 'patch5'));
  expect(centred.map(rednessOf).indexOf(Math.max(...centred.map(rednessOf)))).toBe(4);
});

it('looks at different things are taken apart again', async () => {
  const looks = [
    look(picture(0, 2), 'global', 'motion'),
    look(picture(1, 1), 'motion', 'tiles'),
    { frame: picture(0, 0), regions: [] },
    look(picture(2, 2), 'global', 'motion', 'tiles', 'patch5'),
  ];
  const together = await extract(...looks);
  const apart = await Promise.all(looks.map(async (one) => (await extract(one))[0]));
  expect(together).toEqual(apart);
  expect(together.map((regions) => regions.length)).toEqual([2, 10, 0, 16]);
});
