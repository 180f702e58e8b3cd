import type { Frame } from '@splitsight/vision';
import type { Sprite } from './sprites.ts';

/** What composites are made of: what was cut out, and places to put it, each with the scene that it is from. */
export interface Parts {
  readonly people: Cut[];
  readonly things: Cut[];
  readonly places: { readonly scene: string; readonly picture: Frame }[];
}

interface Cut {
  readonly scene: string;
  readonly sprite: Sprite;
}
