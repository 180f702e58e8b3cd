import { blend, type Canvas, type Paint } from './canvas.ts';
import type { Layout } from './layout.ts';
import { createRandom, wave } from './noise.ts';
import { daylight } from './sky.ts';
import type { Projection } from './view.ts';

interface Blade {
  readonly x: number;
  readonly y: number;
  /** Pixels. */
  readonly height: number;
  readonly lean: number;
  readonly depth: number;
  readonly paint: Paint;
}

/** Plants tufts of long grass along the fence and where the yard meets the road. */
export function createGrass(layout: Layout, view: Projection, width: number): readonly Blade[] {
  const random = createRandom(layout.seed * 3 + 1);
  const fence = layout.blocks.find(({ material }) => material === 'planks' || material === 'mesh');
  const rows = [layout.road.z2 + 0.3, (fence?.z1 ?? 30) - 0.2];
  const day = daylight[layout.light];
  return Array.from({ length: 44 }, () => {
    const z = (rows[Math.floor(random() * rows.length)] ?? 20) - 0.3 * random();
    const x = (random() - 0.5) * (width / view.scale) * z;
    const dry = random();
    const base = [0.1 + 0.14 * dry, 0.2 + 0.04 * dry, 0.05] as const;
    return Array.from({ length: 9 }, () => {
      const shade = 0.6 + 0.8 * random();
      const paint = [0, 1, 2].map((c) => {
        const lit = (base[c] as number) * shade * ((day.sun[c] as number) * 0.6 + (day.ambient[c] as number));
        return 255 * Math.min(1, lit * 1.2) ** (1 / 2.2);
      });
      return {
        x: view.column(x + (random() - 0.5) * 0.7, z),
        y: view.row(0, z),
        height: (0.25 + 0.4 * random()) * (view.scale / z),
        lean: (random() - 0.5) * 0.7,
        depth: z,
        paint: [paint[0] ?? 0, paint[1] ?? 0, paint[2] ?? 0] as const,
      };
    });
  }).flat();
}

/** Paints the grass as the wind bends it at `t` seconds. */
export function paintGrass(canvas: Canvas, blades: readonly Blade[], t: number, wind: number): void {
  for (const [index, blade] of blades.entries()) {
    const bend =
      blade.lean + wind * 1.1 * (wave(801, t * 1.1 - blade.x * 0.02) - 0.5 + 0.3 * (wave(index, t * 2.3) - 0.5));
    for (let up = 0; up < blade.height; up++) {
      const x = blade.x + bend * blade.height * (up / blade.height) ** 2;
      const column = Math.floor(x);
      const row = Math.round(blade.y - up);
      blend(canvas, column, row, blade.depth, blade.paint, (1 - (x - column)) * 0.8);
      blend(canvas, column + 1, row, blade.depth, blade.paint, (x - column) * 0.8);
    }
  }
}
