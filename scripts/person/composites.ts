import { createRandom, type Random } from '@splitsight/learn';
import type { Frame } from '@splitsight/vision';
import type { Keeper } from './keeper.ts';
import { cutSquare, distort, randomSquare } from './pixels.ts';
import type { SceneParts } from './scenes.ts';
import { blobOf, paste, type Sprite } from './sprites.ts';

const side = 160;
/** How many of each: people and other things in places where they never were, round patches, and places as they are. */
const counts = { people: 3600, things: 1800, patches: 700, nothing: 1100 } as const;

interface Found {
  readonly scene: string;
  readonly sprite: Sprite;
}

/**
 * Keeps composites: people who were cut out stand in places where they never were, and so do other things, so that neither the
 * place nor the paste tells.
 */
export async function keepComposites(parts: SceneParts, pictures: readonly Frame[], keeper: Keeper): Promise<void> {
  const random = createRandom(11);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const people = byScene(parts.people);
  const things = byScene(parts.things);
  const part = (least: number, most: number, of: Frame, pixels: number) =>
    cutSquare(of, randomSquare(of, least, most, random), pixels);
  const find: Readonly<Record<keyof typeof counts, () => Found | undefined>> = {
    people: () => pick(pick(people)),
    things: () => pick(pick(things)),
    patches: () => ({ scene: 'pictures', sprite: blobOf(part(0.2, 0.8, pick(pictures), 96), random) }),
    nothing: () => undefined,
  };
  for (const what of ['people', 'things', 'patches', 'nothing'] as const) {
    for (let i = 0; i < counts[what]; i++) {
      const place = random() < 0.5 ? { scene: 'pictures', picture: pick(pictures) } : pick(parts.places);
      const picture = part(0.2, 1, place.picture, side);
      const found = find[what]();
      if (found) put(picture, found.sprite, what === 'people', random);
      const from = [...new Set([place.scene, ...(found ? [found.scene] : [])])];
      const label = what === 'people' ? 'person' : 'other';
      await keeper.keep('composites', label, from, `${what}-${i}`, distort(picture, random));
    }
  }
}

/** Pastes a sprite as a motion region would hold it: mostly whole, often with a part beyond the rim. */
function put(onto: Frame, sprite: Sprite, isPerson: boolean, random: Random): void {
  const between = (low: number, high: number) => low + (high - low) * random();
  const height = side * (isPerson ? between(0.4, 1.3) : between(0.3, 1.1));
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

function byScene(all: readonly Found[]): readonly (readonly Found[])[] {
  return [...new Set(all.map(({ scene }) => scene))].map((scene) => all.filter((one) => one.scene === scene));
}
