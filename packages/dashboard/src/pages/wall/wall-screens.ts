import type { CameraView } from '@splitsight/wire';
import { isInTrouble } from '../live/wall-filter.ts';
import type { Placed } from '../live/wall-rows.ts';

/** What the wall shows at a time: cameras of one site. */
export interface WallScreen {
  readonly site: string;
  /** Of how many of its site it is which, from 1 on. */
  readonly at: number;
  readonly of: number;
  readonly cameras: readonly Placed[];
  readonly alerting: boolean;
}

/**
 * Cuts the cameras into screens of at most `most`, each of one site. Within a site cameras in alert come first, then
 * those in trouble, so that they stand together.
 */
export function cutScreens(
  cameras: ReadonlyMap<string, CameraView>,
  inAlert: (key: string) => boolean,
  most: number,
): readonly WallScreen[] {
  const bySite = new Map<string, Placed[]>();
  for (const placed of cameras) {
    const same = bySite.get(placed[1].site);
    if (same) same.push(placed);
    else bySite.set(placed[1].site, [placed]);
  }
  const rank = ([key, { state }]: Placed) => (inAlert(key) ? 0 : isInTrouble(state) ? 1 : 2);
  return [...bySite].flatMap(([site, all]) => {
    const sorted = all.toSorted((a, b) => rank(a) - rank(b));
    const of = Math.ceil(sorted.length / most);
    return Array.from({ length: of }, (_, index): WallScreen => {
      const shown = sorted.slice(index * most, (index + 1) * most);
      return { site, at: index + 1, of, cameras: shown, alerting: shown.some(([key]) => inAlert(key)) };
    });
  });
}

/** The screen after this one; while there are alerts, only screens that show one. */
export function nextScreen(screens: readonly WallScreen[], at: number, step: 1 | -1): number {
  const only = screens.some(({ alerting }) => alerting);
  for (let turned = 1; turned <= screens.length; turned++) {
    const index = (at + step * turned + screens.length * turned) % screens.length;
    if (!only || screens[index]?.alerting) return index;
  }
  return 0;
}
