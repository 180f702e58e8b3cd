import type { Canvas } from './canvas.ts';
import type { Flames } from './flames.ts';
import { cloudNoise, smoothNoiseAt, smoothstep, softNoise, wave } from './noise.ts';

/** How smoke looks: its colour where light falls on it and where none does, 0..255, and how thick it is, 0..1. */
export interface SmokeLook {
  readonly light: number;
  readonly dark: number;
  readonly thickness: number;
}

const cell = 4;

/**
 * Paints the smoke of a fire as it is at `t` seconds: billows that rise, spread and drift with the wind.
 *
 * It is worked out on a grid of one point for 4 × 4 pixels and interpolated: smoke is smooth.
 */
export function paintSmoke(canvas: Canvas, flames: Flames, look: SmokeLook, t: number): void {
  const tall = flames.height * 2.6;
  const wide = flames.halfWidth * 1.2 + tall * (0.55 + 1.6 * Math.abs(flames.lean));
  const left = Math.floor(flames.x - wide);
  const top = Math.floor(flames.y - flames.height * 0.35 - tall);
  const columns = Math.ceil((2 * wide) / cell) + 2;
  const rows = Math.ceil(tall / cell) + 2;
  const cover = new Float32Array(columns * rows);
  const shade = new Float32Array(columns * rows);
  const rising = t * 0.34;
  for (let row = 0; row < rows; row++) {
    const v = (flames.y - flames.height * 0.3 - top - row * cell) / tall;
    if (v <= 0) continue;
    const middle = flames.lean * 1.5 * v ** 1.3 + 0.05 * (wave(flames.seed + 41, v * 2.5 - t * 0.5) - 0.5);
    const half = (flames.halfWidth * 0.8) / tall + 0.3 * v ** 0.8;
    const fade = smoothstep(0, 0.16, v) * (1 - smoothstep(0.5, 1, v));
    for (let column = 0; column < columns; column++) {
      const u = (left + column * cell - flames.x) / tall - middle;
      const core = 1 - (u / half) ** 2;
      if (core <= 0) continue;
      const nx = u * 130 + flames.seed * 53;
      const ny = -(v - rising) * 105;
      const curl = smoothNoiseAt(softNoise, nx * 0.8 + 99, ny * 0.8) - 0.5;
      const puff = smoothNoiseAt(cloudNoise, nx + curl * 45, ny + curl * 30);
      const above = smoothNoiseAt(cloudNoise, nx + curl * 45 - 9, ny + curl * 30 - 12);
      const thick = smoothstep(0.12, 0.95, core * 0.85 + (puff - 0.5) * 1.5) * smoothstep(0, 0.4, core);
      const at = row * columns + column;
      cover[at] = thick * fade * look.thickness;
      shade[at] = Math.min(1, Math.max(0, 0.45 + (puff - above) * 1.7 + 0.35 * v));
    }
  }
  spread(
    canvas,
    { left, top, columns, rows, cover, shade, foot: flames.y, fire: flames.height, ...look },
    flames.depth,
  );
}

interface SmokeGrid extends SmokeLook {
  readonly left: number;
  readonly top: number;
  readonly columns: number;
  readonly rows: number;
  readonly cover: Float32Array;
  readonly shade: Float32Array;
  readonly foot: number;
  readonly fire: number;
}

function spread(canvas: Canvas, grid: SmokeGrid, depth: number): void {
  const { columns, rows, cover } = grid;
  for (let row = 0; row + 1 < rows; row++) {
    for (let column = 0; column + 1 < columns; column++) {
      const at = row * columns + column;
      const upper = (cover[at] as number) + (cover[at + 1] as number);
      const lower = (cover[at + columns] as number) + (cover[at + columns + 1] as number);
      if (upper + lower > 0.03) fillCell(canvas, grid, depth, row, column);
    }
  }
}

/** Paints 4 × 4 pixels between four points of the grid. */
function fillCell(canvas: Canvas, grid: SmokeGrid, depth: number, row: number, column: number): void {
  const { rgb, width, height } = canvas;
  const at = row * grid.columns + column;
  const left = grid.left + column * cell;
  const top = grid.top + row * cell;
  for (let y = Math.max(0, top); y < Math.min(height, top + cell); y++) {
    // The flames light their smoke from below.
    const lit = Math.exp(-Math.max(0, grid.foot - y - grid.fire * 0.5) / (grid.fire * 0.6));
    const down = (y - top) / cell;
    for (let x = Math.max(0, left); x < Math.min(width, left + cell); x++) {
      const pixel = y * width + x;
      if ((canvas.depth[pixel] as number) < depth) continue;
      const across = (x - left) / cell;
      const veil = between(grid.cover, at, grid.columns, across, down);
      const grey = grid.dark + (grid.light - grid.dark) * between(grid.shade, at, grid.columns, across, down);
      const p = pixel * 3;
      rgb[p] = (rgb[p] as number) * (1 - veil) + (grey + 95 * lit) * veil;
      rgb[p + 1] = (rgb[p + 1] as number) * (1 - veil) + (grey * 0.98 + 38 * lit) * veil;
      rgb[p + 2] = (rgb[p + 2] as number) * (1 - veil) + grey * 0.96 * veil;
    }
  }
}

function between(table: Float32Array, at: number, columns: number, across: number, down: number): number {
  const upper = (table[at] as number) * (1 - across) + (table[at + 1] as number) * across;
  const lower = (table[at + columns] as number) * (1 - across) + (table[at + columns + 1] as number) * across;
  return upper + (lower - upper) * down;
}
