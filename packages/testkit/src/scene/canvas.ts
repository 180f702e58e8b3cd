/** A picture being painted: 3 bytes a pixel, and how far away each pixel of the backdrop is. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8ClampedArray;
  /** Metres; what is painted behind a nearer surface stays hidden. */
  readonly depth: Float32Array;
}

/** Red, green, blue; 0..255, as in the picture. */
export type Paint = readonly [number, number, number];

/** Mixes a colour into a pixel; `cover` is 0..1. */
export function blend(canvas: Canvas, x: number, y: number, depth: number, paint: Paint, cover: number): void {
  if (x < 0 || y < 0 || x >= canvas.width || y >= canvas.height) return;
  const pixel = y * canvas.width + x;
  if ((canvas.depth[pixel] as number) < depth) return;
  const { rgb } = canvas;
  const at = pixel * 3;
  rgb[at] = (rgb[at] as number) * (1 - cover) + paint[0] * cover;
  rgb[at + 1] = (rgb[at + 1] as number) * (1 - cover) + paint[1] * cover;
  rgb[at + 2] = (rgb[at + 2] as number) * (1 - cover) + paint[2] * cover;
}

/** A rod with round ends whose thickness may change along it; shaded as if lit from the upper left. */
export interface Rod {
  readonly x1: number;
  readonly y1: number;
  readonly r1: number;
  readonly x2: number;
  readonly y2: number;
  readonly r2: number;
}

/** Paints a rod with soft edges. */
export function paintRod(canvas: Canvas, rod: Rod, depth: number, paint: Paint): void {
  const { x1, y1, r1, x2, y2, r2 } = rod;
  const reach = Math.max(r1, r2) + 1;
  const dx = x2 - x1;
  const dy = y2 - y1;
  const square = dx * dx + dy * dy + 1e-9;
  const shaded: [number, number, number] = [0, 0, 0];
  const bottom = Math.ceil(Math.max(y1, y2) + reach);
  const right = Math.ceil(Math.max(x1, x2) + reach);
  for (let y = Math.floor(Math.min(y1, y2) - reach); y <= bottom; y++) {
    for (let x = Math.floor(Math.min(x1, x2) - reach); x <= right; x++) {
      const along = Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / square));
      const offX = x - x1 - along * dx;
      const offY = y - y1 - along * dy;
      const radius = r1 + (r2 - r1) * along;
      const cover = Math.min(1, radius + 0.5 - Math.hypot(offX, offY));
      if (cover <= 0) continue;
      const shade = 0.88 - (0.3 * offX + 0.14 * offY) / (radius + 0.5);
      for (let c = 0; c < 3; c++) shaded[c] = (paint[c] as number) * shade;
      blend(canvas, x, y, depth, shaded, cover);
    }
  }
}

/** Paints a filled polygon, given as x, y, x, y, …, with soft edges. */
export function paintPolygon(
  canvas: Canvas,
  corners: readonly number[],
  depth: number,
  paint: Paint,
  opacity = 1,
): void {
  const count = corners.length / 2;
  let top = Number.POSITIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    top = Math.min(top, corners[2 * i + 1] as number);
    bottom = Math.max(bottom, corners[2 * i + 1] as number);
  }
  const cover = new Float32Array(canvas.width);
  const first = Math.max(0, Math.floor(top));
  const last = Math.min(canvas.height - 1, Math.ceil(bottom));
  for (let y = first; y <= last; y++) {
    let from = canvas.width;
    let to = -1;
    for (let line = 0; line < 4; line++) {
      const crossings = crossingsAt(corners, y + 0.125 + line / 4);
      for (let i = 0; i + 1 < crossings.length; i += 2) {
        const left = Math.max(0, crossings[i] as number);
        const right = Math.min(canvas.width, crossings[i + 1] as number);
        for (let x = Math.floor(left); x < right; x++) {
          const share = Math.min(x + 1, right) - Math.max(x, left);
          cover[x] = (cover[x] as number) + share / 4;
          from = Math.min(from, x);
          to = Math.max(to, x);
        }
      }
    }
    for (let x = from; x <= to; x++) {
      blend(canvas, x, y, depth, paint, (cover[x] as number) * opacity);
      cover[x] = 0;
    }
  }
}

function crossingsAt(corners: readonly number[], y: number): number[] {
  const found: number[] = [];
  const count = corners.length / 2;
  for (let i = 0; i < count; i++) {
    const next = (i + 1) % count;
    const y1 = corners[2 * i + 1] as number;
    const y2 = corners[2 * next + 1] as number;
    if (y1 <= y === y2 <= y) continue;
    const x1 = corners[2 * i] as number;
    found.push(x1 + ((y - y1) / (y2 - y1)) * ((corners[2 * next] as number) - x1));
  }
  return found.sort((a, b) => a - b);
}

/** Darkens an ellipse on the ground: the shadow of an actor that stands at `depth`. */
export function paintShadow(
  canvas: Canvas,
  x: number,
  y: number,
  halfWidth: number,
  halfHeight: number,
  depth: number,
  strength: number,
): void {
  const bottom = Math.ceil(y + halfHeight);
  const right = Math.ceil(x + halfWidth);
  for (let row = Math.floor(y - halfHeight); row <= bottom; row++) {
    for (let column = Math.floor(x - halfWidth); column <= right; column++) {
      const off = ((column - x) / halfWidth) ** 2 + ((row - y) / halfHeight) ** 2;
      if (off < 1) blend(canvas, column, row, depth, [0, 0, 0], strength * Math.min(1, 1.6 * (1 - off)));
    }
  }
}
