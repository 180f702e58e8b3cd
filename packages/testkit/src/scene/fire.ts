import { type Canvas, paintShadow } from './canvas.ts';
import { type Flames, paintFlames, paintSparks } from './flames.ts';
import type { Layout } from './layout.ts';
import { hash, wave } from './noise.ts';
import type { LightKind } from './scene.ts';
import { paintSmoke, type SmokeLook } from './smoke.ts';
import type { Projection } from './view.ts';

const glowStrength: Readonly<Record<LightKind, number>> = { day: 0.4, overcast: 0.5, dusk: 0.8, night: 1.05 };
const exposure: Readonly<Record<LightKind, number>> = { day: 1.05, overcast: 1.1, dusk: 1.25, night: 1.45 };
const smoke: Readonly<Record<LightKind, SmokeLook>> = {
  day: { light: 150, dark: 50, thickness: 0.9 },
  overcast: { light: 135, dark: 48, thickness: 0.9 },
  dusk: { light: 92, dark: 34, thickness: 0.85 },
  night: { light: 42, dark: 14, thickness: 0.6 },
};

/** A fire as it is in the picture, when it has grown to `share`, 0..1. */
export function placeFlames(
  layout: Layout,
  view: Projection,
  frameHeight: number,
  share: number,
): Omit<Flames, 'lean'> {
  const { fire, light, seed } = layout;
  const height = Math.max(7, fire.height * frameHeight * share);
  return {
    x: view.column(fire.x, fire.z),
    y: view.row(0.12, fire.z),
    height,
    halfWidth: height * (0.62 + 0.3 * share) * (0.8 + 0.4 * hash(seed, 71)),
    depth: fire.z - 0.5,
    seed,
    exposure: exposure[light],
  };
}

/**
 * Paints a fire: its light on the yard, its smoke, its flames and its sparks.
 *
 * @param glow how much each pixel of the yard would send back.
 * @param share how far it has grown, 0..1.
 * @param t seconds since the scene began.
 */
export function paintFire(
  canvas: Canvas,
  layout: Layout,
  view: Projection,
  glow: Uint8Array,
  share: number,
  t: number,
  wind: number,
): void {
  const { light, seed } = layout;
  const lean = (wave(seed + 77, t * 0.4) - 0.35) * wind * (seed % 2 === 0 ? 0.7 : -0.7);
  const flames: Flames = { ...placeFlames(layout, view, canvas.height, share), lean };
  const { depth } = flames;
  const flicker = 0.78 + 0.3 * wave(seed + 91, t * 7) + 0.14 * wave(seed + 92, t * 17);
  shine(canvas, glow, glowStrength[light] * flicker * share ** 1.3);
  paintShadow(canvas, flames.x, flames.y + 2, flames.halfWidth * 0.9, flames.halfWidth * 0.16 + 2, depth, 0.55);
  paintSmoke(canvas, flames, smoke[light], t);
  paintFlames(canvas, flames, t);
  paintSparks(canvas, flames, t, Math.round(26 * share));
}

/** Adds the fire's light to the yard, the way two lights add up on film. */
function shine({ rgb }: Canvas, glow: Uint8Array, strength: number): void {
  const red = screenTable(strength, 1);
  const green = screenTable(strength, 0.5);
  const blue = screenTable(strength, 0.14);
  for (let i = 0, at = 0; i < glow.length; i++, at += 3) {
    const level = glow[i] as number;
    if (level < 10) continue;
    const r = rgb[at] as number;
    const g = rgb[at + 1] as number;
    const b = rgb[at + 2] as number;
    rgb[at] = r + (((255 - r) * (red[level] as number)) >> 8);
    rgb[at + 1] = g + (((255 - g) * (green[level] as number)) >> 8);
    rgb[at + 2] = b + (((255 - b) * (blue[level] as number)) >> 8);
  }
}

/** For each level of light, the share of what is missing to white that it adds, in 256ths. */
function screenTable(strength: number, share: number): Uint16Array {
  return Uint16Array.from({ length: 256 }, (_, level) =>
    Math.round(256 * Math.min(1, (level / 255) * strength * share)),
  );
}
