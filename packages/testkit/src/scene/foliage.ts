import type { Canvas } from './canvas.ts';
import type { Layout, Tree } from './layout.ts';
import { cloudNoise, createRandom, noiseAt, smoothNoiseAt, smoothstep, softNoise, wave } from './noise.ts';
import { daylight } from './sky.ts';
import type { Projection } from './view.ts';

/** A layer of leaves as it hangs in calm air: red, green, blue and cover, each multiplied by cover. */
interface Layer {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
  /** The first column of each row that is not empty, and the one after the last. */
  readonly spans: Int16Array;
  /** Metres from the camera. */
  readonly depth: number;
  /** The row that does not move. */
  readonly root: number;
  /** How far its top moves in a strong wind, in pixels. */
  readonly reach: number;
  readonly seed: number;
}

/** Trees that sway. */
export interface Foliage {
  readonly layers: readonly Layer[];
}

const layersPerTree = 3;

/** Grows the trees of a layout: trunk and leaves are painted once, in layers. */
export function createFoliage(layout: Layout, view: Projection): Foliage {
  const layers = layout.trees
    .toSorted((a, b) => b.z - a.z)
    .flatMap((tree) => Array.from({ length: layersPerTree }, (_, index) => growLayer(tree, index, layout, view)));
  return { layers };
}

function growLayer(tree: Tree, index: number, layout: Layout, view: Projection): Layer {
  const scale = view.scale / tree.z;
  const radius = tree.radius * scale;
  const x = view.column(tree.x, tree.z);
  const foot = view.row(0, tree.z);
  const middle = view.row(tree.height - tree.radius * 0.9, tree.z);
  const left = Math.floor(x - radius * 1.4);
  const top = Math.floor(middle - radius * 1.35);
  const width = Math.ceil(radius * 2.8);
  const height = Math.ceil(foot) - top;
  const layer: Layer = {
    left,
    top,
    width,
    height,
    pixels: new Uint8Array(width * height * 4),
    spans: new Int16Array(height * 2),
    depth: tree.z,
    root: foot,
    reach: 0.035 * (foot - top),
    seed: tree.seed * 5 + index,
  };
  const random = createRandom(tree.seed * 5 + index);
  if (index === 0) paintTrunk(layer, x, middle, foot, scale, layout);
  for (let i = 0; i < 26; i++) {
    const angle = random() * Math.PI * 2;
    const out = Math.sqrt(random()) * (index === 0 ? 0.95 : 0.85);
    const side = Math.cos(angle) * out;
    const up = Math.sin(angle) * out;
    const size = radius * (0.22 + 0.16 * random());
    const clump = { x: x + side * radius, y: middle - up * radius * 0.95, size, side, up, luck: random() };
    paintClump(layer, clump, index, tree, layout);
  }
  findSpans(layer);
  return layer;
}

function findSpans({ pixels, spans, width, height }: Layer): void {
  for (let y = 0; y < height; y++) {
    let first = width;
    let end = 0;
    for (let x = 0; x < width; x++) {
      if (pixels[(y * width + x) * 4 + 3] === 0) continue;
      first = Math.min(first, x);
      end = x + 1;
    }
    spans[2 * y] = first;
    spans[2 * y + 1] = end;
  }
}

function paintTrunk(layer: Layer, x: number, middle: number, foot: number, scale: number, layout: Layout): void {
  for (let y = Math.floor(middle); y < foot; y++) {
    const half = scale * (0.13 + 0.08 * ((y - middle) / (foot - middle)) ** 3);
    for (let column = Math.floor(x - half - 1); column <= x + half + 1; column++) {
      const cover = Math.min(1, half + 0.5 - Math.abs(column + 0.5 - x));
      if (cover <= 0) continue;
      const bark = 0.055 + 0.06 * noiseAt(cloudNoise, column * 60, y * 9);
      const round = 0.6 - 0.4 * ((column - x) / half);
      cover4(layer, column, y, cover, [bark * 1.2, bark, bark * 0.8], round, layout);
    }
  }
}

interface Clump {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly side: number;
  readonly up: number;
  readonly luck: number;
}

function paintClump(layer: Layer, clump: Clump, index: number, tree: Tree, layout: Layout): void {
  const { x, y, size } = clump;
  const ahead = index === 0 ? -0.3 : index === 1 ? 0.3 : 0.75;
  const [sunX, sunY, sunZ] = layout.sun;
  for (let row = Math.floor(y - size); row <= y + size; row++) {
    for (let column = Math.floor(x - size); column <= x + size; column++) {
      const dx = (column - x) / size;
      const dy = (row - y) / size;
      const leaf = smoothNoiseAt(cloudNoise, column * 17 + clump.luck * 500, row * 17);
      const ragged = smoothNoiseAt(softNoise, column * 9 + clump.luck * 300, row * 9);
      const cover = smoothstep(0.1, 0.42, 1 - Math.hypot(dx, dy) + (ragged - 0.5) * 0.9 - 0.12);
      if (cover <= 0) continue;
      const facing = (clump.side + dx * 0.4) * sunX + (clump.up - dy * 0.4) * sunY - ahead * sunZ;
      const sun = Math.max(0, 0.25 + 0.75 * facing) * (index === 0 ? 0.5 : 1);
      const shade = (0.35 + 1.1 * leaf) * (index === 0 ? 0.7 : 1);
      const { colour } = tree;
      cover4(layer, column, row, cover, [colour[0] * shade, colour[1] * shade, colour[2] * shade], sun, layout);
    }
  }
}

/** Puts a colour (linear) on top of a layer's pixel. */
function cover4(
  layer: Layer,
  column: number,
  row: number,
  cover: number,
  colour: readonly [number, number, number],
  sun: number,
  { light }: Layout,
): void {
  const x = column - layer.left;
  const y = row - layer.top;
  if (x < 1 || y < 0 || x >= layer.width - 1 || y >= layer.height) return;
  const at = (y * layer.width + x) * 4;
  const day = daylight[light];
  for (let c = 0; c < 3; c++) {
    const lit = (colour[c] as number) * ((day.sun[c] as number) * sun + (day.ambient[c] as number) * 0.85);
    const paint = 255 * Math.min(1, lit * 1.2) ** (1 / 2.2);
    layer.pixels[at + c] = (layer.pixels[at + c] as number) * (1 - cover) + paint * cover;
  }
  layer.pixels[at + 3] = (layer.pixels[at + 3] as number) * (1 - cover) + 255 * cover;
}

/** Paints the trees as the wind bends them at `t` seconds. */
export function paintFoliage(canvas: Canvas, foliage: Foliage, t: number, wind: number): void {
  for (const layer of foliage.layers) paintLayer(canvas, layer, t, wind);
}

function paintLayer(canvas: Canvas, layer: Layer, t: number, wind: number): void {
  const { rgb, depth } = canvas;
  const { pixels, width, spans } = layer;
  const gust = wind * (0.4 + 0.9 * wave(3, t * 0.23));
  const last = Math.min(canvas.height, layer.top + layer.height);
  for (let y = Math.max(0, layer.top); y < last; y++) {
    const lift = Math.min(1, Math.max(0, (layer.root - y) / (layer.root - layer.top))) ** 1.6;
    const swing = wave(layer.seed, t * 0.9) - 0.5 + 0.5 * (wave(layer.seed + 9, t * 2.1 + y * 0.04) - 0.5);
    const shift = swing * 2 * layer.reach * gust * lift;
    const whole = Math.floor(shift);
    // Leaves move in 256ths of a pixel, so that they neither jump nor shimmer.
    const part = ((shift - whole) * 256) | 0;
    const rest = 256 - part;
    const row = y - layer.top;
    const left = layer.left + whole;
    const first = Math.max(0, left + (spans[2 * row] as number));
    const end = Math.min(canvas.width, left + (spans[2 * row + 1] as number) + 1);
    // The first and last columns of a layer are empty: there is a pixel to either side.
    for (let x = first; x < end; x++) {
      const here = (row * width + x - left) * 4;
      const there = here - 4;
      const cover = ((pixels[here + 3] as number) * rest + (pixels[there + 3] as number) * part) >> 8;
      const pixel = y * canvas.width + x;
      if (cover === 0 || (depth[pixel] as number) < layer.depth) continue;
      const at = pixel * 3;
      const through = 255 - cover;
      const red = (pixels[here] as number) * rest + (pixels[there] as number) * part;
      const green = (pixels[here + 1] as number) * rest + (pixels[there + 1] as number) * part;
      const blue = (pixels[here + 2] as number) * rest + (pixels[there + 2] as number) * part;
      rgb[at] = ((rgb[at] as number) * through + red) >> 8;
      rgb[at + 1] = ((rgb[at + 1] as number) * through + green) >> 8;
      rgb[at + 2] = ((rgb[at + 2] as number) * through + blue) >> 8;
    }
  }
}
