import type { Random } from '@splitsight/learn';
import type { Frame } from '@splitsight/vision';

/** Something cut out of a picture: colours, and how much of each pixel is it, 0 to 255. */
export interface Sprite {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
  readonly alpha: Uint8Array;
}

/** Cuts out what lies inside outlines, each a list of x and y in pixels. */
export function cutPolygons({ width, height, rgb }: Frame, polygons: readonly (readonly number[])[]): Sprite {
  const alpha = new Uint8Array(width * height);
  for (const polygon of polygons) {
    for (let y = 0; y < height; y++) {
      const crossings: number[] = [];
      for (let i = 0; i < polygon.length; i += 2) {
        const [x0 = 0, y0 = 0] = [polygon[i], polygon[i + 1]];
        const [x1 = 0, y1 = 0] = [polygon[(i + 2) % polygon.length], polygon[(i + 3) % polygon.length]];
        if (y0 <= y + 0.5 !== y1 <= y + 0.5) crossings.push(x0 + ((y + 0.5 - y0) / (y1 - y0)) * (x1 - x0));
      }
      crossings.sort((a, b) => a - b);
      for (let i = 0; i + 1 < crossings.length; i += 2) {
        const [from = 0, to = 0] = [crossings[i], crossings[i + 1]];
        alpha.fill(255, y * width + Math.max(0, Math.round(from)), y * width + Math.min(width, Math.round(to)));
      }
    }
  }
  return trimmed({ width, height, rgb, alpha: softened(alpha, width, height) });
}

/** A round patch of a picture with a soft rim: what is pasted and is nobody. */
export function blobOf(picture: Frame, random: Random): Sprite {
  const { width, height } = picture;
  const alpha = new Uint8Array(width * height);
  const [rx, ry] = [0.3 + 0.2 * random(), 0.3 + 0.2 * random()];
  const hard = 5 + 20 * random();
  const squareness = 2 + 4 * random();
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const far = Math.abs((x / width - 0.5) / rx) ** squareness + Math.abs((y / height - 0.5) / ry) ** squareness;
      alpha[y * width + x] = 255 * Math.min(1, Math.max(0, hard * (1 - far)));
    }
  }
  return { width, height, rgb: picture.rgb, alpha };
}

/** Pastes a sprite, `height` pixels high, its middle at x and y; its light is changed by `gain`. */
export function paste(onto: Frame, sprite: Sprite, at: { x: number; y: number; height: number; gain: number }): void {
  const scale = sprite.height / at.height;
  const half = { x: sprite.width / 2, y: sprite.height / 2 };
  for (let y = 0; y < onto.height; y++) {
    const sy = (y - at.y) * scale + half.y;
    if (sy < 0 || sy >= sprite.height - 1) continue;
    for (let x = 0; x < onto.width; x++) {
      const sx = (x - at.x) * scale + half.x;
      if (sx < 0 || sx >= sprite.width - 1) continue;
      const share = sample(sprite.alpha, sprite.width, sx, sy, 1, 0) / 255;
      if (share === 0) continue;
      const to = 3 * (y * onto.width + x);
      for (let c = 0; c < 3; c++) {
        const value = at.gain * sample(sprite.rgb, sprite.width, sx, sy, 3, c);
        onto.rgb[to + c] = Math.min(255, Math.round((onto.rgb[to + c] ?? 0) * (1 - share) + value * share));
      }
    }
  }
}

function sample(values: Uint8Array, width: number, x: number, y: number, step: number, c: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [fx, fy] = [x - left, y - top];
  const at = (dx: number, dy: number) => values[((top + dy) * width + left + dx) * step + c] ?? 0;
  return (at(0, 0) * (1 - fx) + at(1, 0) * fx) * (1 - fy) + (at(0, 1) * (1 - fx) + at(1, 1) * fx) * fy;
}

/** How far colours of a plain background may be from its mean, in each channel. */
const plainness = 26;

/**
 * Cuts out what stands before a plain background, if that is what a picture shows: its rim is of one colour, and what is
 * connected to the rim and of that colour is neither nearly all nor nearly nothing.
 */
export function cutFromPlain({ width, height, rgb }: Frame): Sprite | undefined {
  const rim: number[] = [];
  for (let x = 0; x < width; x++) rim.push(x, (height - 1) * width + x);
  for (let y = 0; y < height; y++) rim.push(y * width, y * width + width - 1);
  const mean = [0, 1, 2].map((c) => rim.reduce((sum, at) => sum + (rgb[3 * at + c] ?? 0), 0) / rim.length);
  const isPlain = (at: number) => mean.every((value, c) => Math.abs((rgb[3 * at + c] ?? 0) - value) < plainness);
  if (rim.filter(isPlain).length < 0.85 * rim.length) return undefined;
  const beyond = new Uint8Array(width * height);
  const stack = rim.filter(isPlain);
  for (const at of stack) beyond[at] = 1;
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    const x = at % width;
    for (const next of [x > 0 ? at - 1 : at, x + 1 < width ? at + 1 : at, at - width, at + width]) {
      if (next < 0 || next >= beyond.length || beyond[next] === 1 || !isPlain(next)) continue;
      beyond[next] = 1;
      stack.push(next);
    }
  }
  const alpha = Uint8Array.from(beyond, (out) => (out ? 0 : 255));
  const share = alpha.filter((value) => value > 0).length / alpha.length;
  return share > 0.1 && share < 0.75
    ? trimmed({ width, height, rgb, alpha: softened(alpha, width, height) })
    : undefined;
}

/** Alpha, a pixel less on each side, and soft at the rim. */
export function softened(alpha: Uint8Array, width: number, height: number): Uint8Array {
  return alpha.map((value, at) => {
    const [x, y] = [at % width, Math.floor(at / width)];
    if (x === 0 || y === 0 || x === width - 1 || y === height - 1) return value;
    let sum = 0;
    for (let dy = -width; dy <= width; dy += width) {
      for (let dx = -1; dx <= 1; dx++) sum += alpha[at + dx + dy] ?? 0;
    }
    return Math.max(0, Math.min(255, (sum / 9 - 128) * 2));
  });
}

function trimmed({ width, height, rgb, alpha }: Sprite): Sprite {
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (const [at, value] of alpha.entries()) {
    if (value < 128) continue;
    const [x, y] = [at % width, Math.floor(at / width)];
    [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
  }
  const size = { width: Math.max(2, right - left + 1), height: Math.max(2, bottom - top + 1) };
  const own = {
    ...size,
    rgb: new Uint8Array(3 * size.width * size.height),
    alpha: new Uint8Array(size.width * size.height),
  };
  for (let y = 0; y < size.height; y++) {
    const from = (top + y) * width + left;
    own.rgb.set(rgb.subarray(3 * from, 3 * (from + size.width)), 3 * y * size.width);
    own.alpha.set(alpha.subarray(from, from + size.width), y * size.width);
  }
  return own;
}
