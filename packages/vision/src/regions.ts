import { type Box, patchBoxes, type RegionKind, tileBoxes, wholeFrame } from '@splitsight/wire';

/** A part of a picture to be looked at, and why. */
export interface Region {
  readonly kind: RegionKind;
  readonly box: Box;
}

/** What a camera may be told to look at. */
export const regionChoices = ['global', 'motion', 'tiles', 'patch5'] as const;
export type RegionChoice = (typeof regionChoices)[number];

/** What is looked at unless the configuration says otherwise. */
export const defaultRegions: readonly RegionChoice[] = ['global', 'motion'];

/**
 * The regions of a look, in the order in which they travel: the whole picture, what moves, the tiles, the patches.
 *
 * With the sixteen moving things that a configuration allows at most, that is 31: a message holds 32.
 */
export function regionsOf(choices: readonly RegionChoice[], moving: readonly Box[]): Region[] {
  const boxes: Readonly<Record<RegionChoice, readonly [RegionKind, readonly Box[]]>> = {
    global: ['global', [wholeFrame]],
    motion: ['motion', moving],
    tiles: ['tile', tileBoxes],
    patch5: ['patch', patchBoxes],
  };
  return regionChoices
    .filter((choice) => choices.includes(choice))
    .flatMap((choice) => {
      const [kind, list] = boxes[choice];
      return list.map((box) => ({ kind, box }));
    });
}
