import { createRandom } from './noise.ts';

/** What can be wrong with a camera that goes on sending pictures. */
export const disturbances = ['frozen', 'covered', 'defocused', 'moved'] as const;
export type Disturbance = (typeof disturbances)[number];

interface Picture {
  readonly width: number;
  readonly height: number;
  /** height × width × 3 bytes; changed in place. */
  readonly rgb: Uint8Array;
}

/** Disturbs a picture as a hand on the camera does; a frozen one is for its sender to send again. */
export function disturb(picture: Picture, how: Exclude<Disturbance, 'frozen'>, seed: number): void {
  switch (how) {
    case 'covered':
      cover(picture, seed);
      break;
    case 'defocused':
      blur(picture);
      break;
    case 'moved':
      turn(picture);
      break;
  }
}

/** A hand before the lens: dark, a little brighter to one side, and the sensor's noise. */
function cover({ width, height, rgb }: Picture, seed: number): void {
  const random = createRandom(seed);
  const noise = Uint8Array.from({ length: 4096 }, () => 6 * random());
  for (let y = 0; y < height; y++) {
    for (let x = 0, at = y * width * 3; x < width; x++, at += 3) {
      rgb.fill(20 + Math.floor((12 * x) / width) + (noise[(x * 31 + y * 17 + seed) & 4095] as number), at, at + 3);
    }
  }
}

/** What a lens out of focus does, about: each pixel spread over one part in forty of the width, twice. */
function blur({ width, height, rgb }: Picture): void {
  const reach = Math.max(1, Math.round(width / 80));
  for (let pass = 0; pass < 2; pass++) {
    for (let colour = 0; colour < 3; colour++) {
      for (let y = 0; y < height; y++) spread(rgb, y * width * 3 + colour, 3, width, reach);
      for (let x = 0; x < width; x++) spread(rgb, x * 3 + colour, width * 3, height, reach);
    }
  }
}

/** The outermost pixels go on beyond the end of the line. */
function spread(values: Uint8Array, first: number, step: number, count: number, reach: number): void {
  const line = new Uint8Array(count + 2 * reach + 1);
  for (let i = 0; i < line.length; i++) {
    line[i] = values[first + Math.min(count - 1, Math.max(0, i - reach)) * step] as number;
  }
  const span = 2 * reach + 1;
  let sum = 0;
  for (let i = 0; i < span; i++) sum += line[i] as number;
  for (let i = 0; i < count; i++) {
    values[first + i * step] = Math.round(sum / span);
    sum += (line[i + span] as number) - (line[i] as number);
  }
}

/** The camera is turned by a fifth of its view; what comes in on one side is what went out on the other. */
function turn({ width, height, rgb }: Picture): void {
  const by = Math.round(width / 5) * 3;
  for (let y = 0; y < height; y++) {
    const line = rgb.subarray(y * width * 3, (y + 1) * width * 3);
    const gone = line.slice(0, by);
    line.copyWithin(0, by);
    line.set(gone, line.length - by);
  }
}
