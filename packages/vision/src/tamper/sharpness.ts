import type { Frame } from '../frame.ts';
import { blockCount, blocksAcross, blocksDown } from './structure.ts';

/** How sharp the edges of a picture are, block by block, and whether it has colours. */
export interface Sharpness {
  /** The share of an edge's rise that lies within two pixels; 0 where there is no edge to judge. */
  readonly blocks: Float32Array;
  /** How far from grey the picture is, of 255. */
  readonly colour: number;
}

/** Edges rise over one pixel and its neighbours, and over this many on each side when they are blurred. */
const reach = 6;
const lineStep = 2;
const colourStep = 16;

/**
 * Reads every second line of a picture.
 *
 * What the smoothest block shows is the sensor's noise, which is taken from all: noise must pass neither for sharpness nor
 * its end for blur.
 */
export function measureSharpness({ width, height, rgb }: Frame): Sharpness {
  const fine = new Float64Array(blockCount);
  const coarse = new Float64Array(blockCount);
  const pixels = new Uint32Array(blockCount);
  for (let y = 0; y < height; y += lineStep) {
    const line = Math.floor((y * blocksDown) / height) * blocksAcross;
    for (let block = 0; block < blocksAcross; block++) {
      const left = Math.max(reach, Math.floor((block * width) / blocksAcross));
      const right = Math.min(width - reach, Math.floor(((block + 1) * width) / blocksAcross));
      let [near, far] = [0, 0];
      const end = (y * width + right) * 3 + 1;
      for (let at = (y * width + left) * 3 + 1; at < end; at += 3) {
        const close = (rgb[at + 3] as number) - (rgb[at - 3] as number);
        const wide = (rgb[at + 3 * reach] as number) - (rgb[at - 3 * reach] as number);
        near += close * close;
        far += wide * wide;
      }
      fine[line + block] = (fine[line + block] as number) + near;
      coarse[line + block] = (coarse[line + block] as number) + far;
      pixels[line + block] = (pixels[line + block] as number) + Math.max(0, right - left);
    }
  }
  for (let block = 0; block < blockCount; block++) {
    fine[block] = (fine[block] as number) / Math.max(1, pixels[block] as number);
    coarse[block] = (coarse[block] as number) / Math.max(1, pixels[block] as number);
  }
  const noise = Math.min(...fine);
  const blocks = Float32Array.from(fine, (value, block) => {
    const wide = (coarse[block] as number) - noise;
    return wide < leastEdge + noise ? 0 : Math.sqrt(Math.max(0, value - noise) / wide);
  });
  return { blocks, colour: colourOf(rgb) };
}

/** The least mean square of a block's edges by which it is judged. */
const leastEdge = 12;

function colourOf(rgb: Uint8Array): number {
  let [sum, count] = [0, 0];
  for (let at = 0; at + 2 < rgb.length; at += 3 * colourStep, count++) {
    const green = rgb[at + 1] as number;
    sum += Math.abs((rgb[at] as number) - green) + Math.abs((rgb[at + 2] as number) - green);
  }
  return sum / Math.max(1, count);
}

/** The fewest blocks that say anything. */
const leastBlocks = 3;

/** How sharp a picture is beside a view, 1 for as sharp: the median of the blocks that both show; undefined when too few do. */
export function sharpnessBeside(picture: Float32Array, view: Float32Array, match: Float32Array): number | undefined {
  const ratios: number[] = [];
  for (let block = 0; block < blockCount; block++) {
    const now = picture[block] as number;
    const known = view[block] as number;
    if (now > 0 && known > 0 && (match[block] as number) > 0.3) ratios.push(now / known);
  }
  if (ratios.length < leastBlocks) return undefined;
  return ratios.sort((a, b) => a - b)[ratios.length >> 1];
}
