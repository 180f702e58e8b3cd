import { createRandom, type Random } from '@splitsight/learn';
import type { Frame } from '@splitsight/vision';
import type { Keeper } from './keeper.ts';
import type { Parts } from './parts.ts';
import { cutSquare, distort, randomSquare } from './pixels.ts';
import { blobOf, paste, type Sprite } from './sprites.ts';

/** As many pixels as motion regions have. */
const sides = { least: 72, most: 224 } as const;
const pairs = 2800;
/** What stands in the place of the person in the other picture of a pair, and how often: nothing in the rest. */
const instead = { thing: 0.45, patch: 0.15 } as const;

/**
 * Keeps composites, in pairs of the same place: in one a person stands who was cut out elsewhere, in the other some thing or
 * nothing, so that neither the place nor the paste tells.
 */
export async function keepComposites(parts: Parts, pictures: readonly Frame[], keeper: Keeper): Promise<void> {
  for (let pair = 0; pair < pairs; pair++) await keepPair(pair, parts, pictures, keeper);
}

async function keepPair(pair: number, parts: Parts, pictures: readonly Frame[], keeper: Keeper): Promise<void> {
  const random = createRandom(11_000 + pair);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const place = random() < 0.5 ? { scene: 'pictures', picture: pick(pictures) } : pick(parts.places);
  const box = randomSquare(place.picture, 0.2, 1, random);
  const person = pick(parts.people);
  // From small in a large region to larger than it.
  const share = 0.22 * 6 ** random();
  // What was small where it was cut out is shown small, and its place as well: it must not be what is blurred that tells.
  const finest = Math.min(sides.most, (1.3 * person.sprite.height) / share);
  const side = Math.round(Math.max(sides.least, finest * (0.5 + 0.5 * random())));
  const patch = () => {
    const from = pick(pictures);
    return blobOf(cutSquare(from, randomSquare(from, 0.2, 0.8, random), 96), random);
  };
  const which = random();
  const other =
    which < instead.thing
      ? pick(parts.things)
      : which < instead.thing + instead.patch
        ? { scene: 'pictures', sprite: patch() }
        : undefined;
  for (const [label, found] of [
    ['person', person],
    ['other', other],
  ] as const) {
    const picture = cutSquare(place.picture, box, side);
    if (found) put(picture, found.sprite, share * side, random);
    const from = [...new Set([place.scene, ...(found ? [found.scene] : [])])];
    await keeper.keep('composites', label, from, String(pair).padStart(4, '0'), distort(picture, random));
  }
}

/** Pastes a sprite as a motion region would hold it: mostly whole, often with a part beyond the rim. */
function put(onto: Frame, sprite: Sprite, height: number, random: Random): void {
  const between = (low: number, high: number) => low + (high - low) * random();
  const { width: side } = onto;
  const half = (height * sprite.width) / sprite.height / 2;
  const gain = between(0.7, 1.35);
  let x = between(Math.min(side / 2, 0.8 * half), Math.max(side / 2, side - 0.8 * half));
  let y = height < side ? between(height / 2, side - height / 2) : side / 2 + (height - side) * between(-0.2, 0.6);
  const enters = random();
  // Who comes in from below shows the head first; who comes from the side, half of the body.
  if (enters > 0.75) y = side + height * between(-0.1, 0.25);
  else if (enters < 0.15) x = random() < 0.5 ? between(0, half / 2) : side - between(0, half / 2);
  paste(onto, sprite, { x, y, height, gain });
}
