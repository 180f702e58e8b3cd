import { gazeSchema, openClip } from '@splitsight/edge';
import { createGaze, type Frame, type Region } from '@splitsight/vision';
import type { Box } from '@splitsight/wire';

/** A clip for training, and when people are in its picture, in seconds; nothing is taken from what lies between. */
export interface TrainingClip {
  readonly name: string;
  /** What must not be on both sides of a split. */
  readonly scene: string;
  /** Only people in these times. */
  readonly people: readonly [number, number] | 'always' | 'never';
}

export const clips: readonly TrainingClip[] = [
  { name: 'intrusion_1', scene: 'room', people: [6, 19.5] },
  { name: 'intrusion_2', scene: 'room', people: [3, 24.5] },
  { name: 'intrusion_3', scene: 'room', people: [5, 24.7] },
  { name: 'pedestrians', scene: 'campus', people: 'always' },
  { name: 'people-walking', scene: 'street', people: 'always' },
  { name: 'cars-parking', scene: 'car-park', people: 'never' },
  { name: 'cars-motorway', scene: 'motorway', people: 'never' },
  { name: 'bottles', scene: 'bottles', people: 'never' },
  { name: 'smoke-distant', scene: 'mountain', people: 'never' },
  { name: 'wildfire', scene: 'wildfire', people: 'never' },
];

/** Labels are half a second wrong at worst, and a person is half in the picture for as long. */
const doubt = 0.7;

/** Whether people are there; undefined when nobody knows. */
export function peopleAt({ people }: TrainingClip, seconds: number): boolean | undefined {
  if (people === 'always') return true;
  if (people === 'never') return false;
  const [from, to] = people;
  if (seconds < from - doubt || seconds > to + doubt) return false;
  return seconds >= from && seconds <= to ? true : undefined;
}

/** What clips are scaled to, in pixels. */
export const size = { width: 640, height: 360 };

/** The frames of a clip and what the default gaze looks at in each; none where it does not look. */
export async function* watchClip(
  path: string,
  fps: number,
): AsyncGenerator<{ readonly frame: Frame; readonly regions: readonly Region[] }> {
  const gaze = createGaze(gazeSchema.parse({}));
  for await (const frame of openClip(path, { ...size, fps })) yield { frame, regions: gaze.step(frame) ?? [] };
}

/** What a clip shows when nobody is there: of each pixel, the median over its frames for which `empty` says yes. */
export async function backgroundOf(path: string, empty: (seconds: number) => boolean): Promise<Frame> {
  const frames: Frame[] = [];
  for await (const frame of openClip(path, { ...size, fps: 1 })) {
    if (empty(frame.capturedAt / 1000)) frames.push(frame);
  }
  const rgb = new Uint8Array(size.width * size.height * 3);
  const values = new Uint8Array(frames.length);
  for (let i = 0; i < rgb.length; i++) {
    for (const [f, frame] of frames.entries()) values[f] = frame.rgb[i] ?? 0;
    rgb[i] = values.sort()[values.length >> 1] ?? 0;
  }
  return { ...size, rgb, capturedAt: 0 };
}

/** How much each pixel of a frame differs from the background, in the colour that differs most; noise is smoothed. */
export function differenceOf(frame: Frame, background: Frame): Uint8Array {
  const { width, height } = frame;
  const raw = new Uint8Array(width * height);
  for (let i = 0; i < raw.length; i++) {
    let most = 0;
    for (let c = 3 * i; c < 3 * i + 3; c++)
      most = Math.max(most, Math.abs((frame.rgb[c] ?? 0) - (background.rgb[c] ?? 0)));
    raw[i] = most;
  }
  const smooth = new Uint8Array(raw.length);
  for (let y = 1; y + 1 < height; y++) {
    for (let x = 1; x + 1 < width; x++) {
      let sum = 0;
      for (let dy = -width; dy <= width; dy += width) {
        const at = y * width + x + dy;
        sum += (raw[at - 1] ?? 0) + (raw[at] ?? 0) + (raw[at + 1] ?? 0);
      }
      smooth[y * width + x] = sum / 9;
    }
  }
  return smooth;
}

/** The share of a box that differs by more than `least`. */
export function shareThatDiffers(difference: Uint8Array, { width, height }: Frame, box: Box, least: number): number {
  let count = 0;
  let all = 0;
  for (let y = Math.round(box.y * height); y < Math.round((box.y + box.height) * height); y++) {
    for (let x = Math.round(box.x * width); x < Math.round((box.x + box.width) * width); x++) {
      all++;
      if ((difference[y * width + x] ?? 0) > least) count++;
    }
  }
  return count / Math.max(1, all);
}
