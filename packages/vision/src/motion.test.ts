import type { Box } from '@splitsight/wire';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Frame } from './frame.ts';
import { createMotionDetector, type Motion } from './motion.ts';

interface Patch {
  readonly x: number;
  readonly y: number;
  readonly side: number;
  readonly value?: number;
}

/** Numbers in 0..1 that look random and are the same in every run. */
function createNoise(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 8) / 16_777_216;
  };
}

interface Scene {
  readonly width: number;
  readonly height: number;
  readonly noise: number;
  readonly seed: number;
}

/** A grey gradient with bright squares on it; what `paint` does to a pixel's value comes last. */
function createScene({ width = 320, height = 180, noise = 4, seed = 1 }: Partial<Scene> = {}) {
  const random = createNoise(seed);
  let capturedAt = 1_000;
  return (patches: readonly Patch[] = [], paint: (value: number, x: number, y: number) => number = (v) => v): Frame => {
    const rgb = new Uint8Array(width * height * 3);
    for (let y = 0, at = 0; y < height; y++) {
      for (let x = 0; x < width; x++, at += 3) {
        const patch = patches.find((p) => x >= p.x && x < p.x + p.side && y >= p.y && y < p.y + p.side);
        const value = patch ? (patch.value ?? 250) : 60 + (x * 80) / width;
        rgb.fill(Math.min(255, Math.max(0, paint(value, x, y) + (random() - 0.5) * 2 * noise)), at, at + 3);
      }
    }
    capturedAt += 66;
    return { width, height, rgb, capturedAt };
  };
}

function holds(box: Box | undefined, patch: Patch, width = 320, height = 180): boolean {
  if (!box) return false;
  const [left, top] = [box.x * width, box.y * height];
  const [right, bottom] = [left + box.width * width, top + box.height * height];
  return left <= patch.x && top <= patch.y && right >= patch.x + patch.side && bottom >= patch.y + patch.side;
}

const quiet: Motion = { level: 0, boxes: [] };

describe('createMotionDetector', () => {
  test('takes the first frame as the background, whatever is on it', () => {
    const scene = createScene();
    expect(createMotionDetector().step(scene([{ x: 50, y: 50, side: 60 }]))).toEqual(quiet);
  });

  test('sees nothing in a noisy picture that stays the same', () => {
    const scene = createScene({ noise: 25 });
    const detector = createMotionDetector();
    for (let i = 0; i < 60; i++) expect(detector.step(scene())).toEqual(quiet);
  });

  test('reports a thing in the very frame it appears in, in a square crop that holds it', () => {
    const scene = createScene();
    const detector = createMotionDetector();
    for (let i = 0; i < 5; i++) detector.step(scene());
    const patch = { x: 200, y: 40, side: 40 };
    const { level, boxes } = detector.step(scene([patch]));
    expect(level).toBeCloseTo((40 * 40) / (320 * 180), 2);
    expect(boxes).toHaveLength(1);
    expect(holds(boxes[0], patch)).toBe(true);
    expect((boxes[0]?.width ?? 0) * 320).toBeCloseTo((boxes[0]?.height ?? 0) * 180, 6);
  });

  test('reports a sudden event that fills the frame', () => {
    const scene = createScene();
    const detector = createMotionDetector();
    for (let i = 0; i < 5; i++) detector.step(scene());
    const { level, boxes } = detector.step(scene([], (value, x, y) => ((x + y) % 40 < 20 ? 240 : value)));
    expect(level).toBeGreaterThan(0.3);
    expect(boxes.length).toBeGreaterThan(0);
  });

  test('takes a change of light over the whole picture for what it is', () => {
    const scene = createScene();
    const detector = createMotionDetector();
    for (let i = 0; i < 5; i++) detector.step(scene());
    for (const light of [20, -30, 40]) expect(detector.step(scene([], (value) => value + light))).toEqual(quiet);
    expect(detector.step(scene([{ x: 100, y: 100, side: 30 }], (value) => value + 40)).boxes).toHaveLength(1);
  });

  test('learns the background anew when everything has changed', () => {
    const scene = createScene();
    const detector = createMotionDetector();
    const night = (_: number, x: number, y: number) => 20 + (((x >> 4) * 7 + (y >> 4) * 13) % 16) * 14;
    for (let i = 0; i < 5; i++) detector.step(scene());
    expect(detector.step(scene([], night)).level).toBeGreaterThan(0.3);
    for (let i = 0; i < 150; i++) detector.step(scene([], night));
    expect(detector.step(scene([], night))).toEqual(quiet);
  });

  test('keeps reporting what keeps moving', () => {
    const scene = createScene({ width: 160, height: 90 });
    const detector = createMotionDetector();
    detector.step(scene());
    let reported = 0;
    for (let i = 0; i < 600; i++) {
      const patch = { x: 70 + Math.round(50 * Math.sin(i / 4)), y: 40, side: 12 };
      if (detector.step(scene([patch])).boxes.some((box) => holds(box, patch, 160, 90))) reported++;
    }
    expect(reported).toBeGreaterThan(570);
  });

  test('becomes insensitive where leaves sway, and nowhere else', () => {
    const scene = createScene({ width: 160, height: 90, noise: 2 });
    const detector = createMotionDetector();
    const sway = (i: number) => (value: number, x: number, y: number) =>
      x < 40 && y < 40 ? value + 14 * Math.sin(i / 2 + x / 5 + y / 4) : value;
    for (let i = 0; i < 1_200; i++) detector.step(scene([], sway(i)));
    let leaves = 0;
    for (let i = 0; i < 60; i++) leaves += detector.step(scene([], sway(i))).level;
    expect(leaves / 60).toBeLessThan(0.002);
    const walker = { x: 10, y: 10, side: 16 };
    expect(holds(detector.step(scene([walker], sway(0))).boxes[0], walker, 160, 90)).toBe(true);
    const elsewhere = { x: 110, y: 60, side: 6, value: 135 };
    expect(detector.step(scene([elsewhere], sway(1))).boxes.some((box) => holds(box, elsewhere, 160, 90))).toBe(true);
  });

  test('takes what stopped moving into the background', () => {
    const scene = createScene({ width: 160, height: 90 });
    const detector = createMotionDetector();
    detector.step(scene());
    const parked = [{ x: 50, y: 40, side: 20, value: 180 }];
    expect(detector.step(scene(parked)).boxes).toHaveLength(1);
    for (let i = 0; i < 300; i++) detector.step(scene(parked));
    expect(detector.step(scene(parked))).toEqual(quiet);
  });

  test('forgets what was only there when it began', () => {
    const scene = createScene({ width: 160, height: 90 });
    const detector = createMotionDetector();
    detector.step(scene([{ x: 50, y: 40, side: 20 }]));
    for (let i = 0; i < 300; i++) detector.step(scene());
    expect(detector.step(scene())).toEqual(quiet);
    expect(detector.step(scene([{ x: 50, y: 40, side: 20, value: 180 }])).boxes).toHaveLength(1);
  });

  test('reports at most the wanted number of crops, the most moved first, and one crop for things side by side', () => {
    const scene = createScene({ width: 640, height: 360 });
    const things = [20, 180, 340, 500].flatMap((x, i) => [20, 250].map((y) => ({ x, y, side: 20 + 6 * i })));
    const detector = createMotionDetector({ maxBoxes: 3, minSide: 0.1 });
    detector.step(scene());
    const { boxes } = detector.step(scene(things));
    expect(boxes).toHaveLength(3);
    expect(boxes.filter((box) => holds(box, things[6] as Patch, 640, 360))).toHaveLength(1);
    const pair = [
      { x: 100, y: 100, side: 30 },
      { x: 160, y: 110, side: 30 },
    ];
    const joint = createMotionDetector();
    joint.step(scene());
    const crops = joint.step(scene(pair)).boxes;
    expect(crops).toHaveLength(1);
    for (const patch of pair) expect(holds(crops[0], patch, 640, 360)).toBe(true);
  });

  test('starts again when the size of the frames changes, and is unmoved by a clock that is set', () => {
    const detector = createMotionDetector();
    detector.step(createScene()());
    expect(detector.step(createScene({ width: 160, height: 120 })([{ x: 9, y: 9, side: 50 }]))).toEqual(quiet);
    const scene = createScene();
    detector.step(scene());
    detector.step({ ...scene(), capturedAt: -5 });
    detector.step({ ...scene(), capturedAt: 9e12 });
    expect(detector.step(scene())).toEqual(quiet);
    expect(detector.step(scene([{ x: 50, y: 50, side: 40 }])).boxes).toHaveLength(1);
  });

  test('answers the same to the same frames', () => {
    const run = () => {
      const scene = createScene({ noise: 8, seed: 5 });
      const detector = createMotionDetector();
      return Array.from({ length: 40 }, (_, i) => detector.step(scene([{ x: 5 * i, y: 60, side: 24 }])));
    };
    expect(run()).toEqual(run());
  });

  test('gives boxes inside the frame for frames of any size and content', () => {
    const size = fc.integer({ min: 1, max: 200 });
    fc.assert(
      fc.property(size, size, fc.integer(), (width, height, seed) => {
        const random = createNoise(seed);
        const detector = createMotionDetector({ minCells: 1 });
        for (let i = 0; i < 4; i++) {
          const rgb = new Uint8Array(width * height * 3).map(() => (i % 2 === 0 ? 0 : random() > 0.5 ? 255 : 0));
          const { level, boxes } = detector.step({ width, height, rgb, capturedAt: i * 100 });
          expect(level).toBeLessThanOrEqual(1);
          expect(boxes.length).toBeLessThanOrEqual(3);
          for (const box of boxes) {
            expect(Math.min(box.x, box.y)).toBeGreaterThanOrEqual(0);
            expect(Math.min(box.width, box.height)).toBeGreaterThan(0);
            expect(Math.max(box.x + box.width, box.y + box.height)).toBeLessThanOrEqual(1 + 1e-9);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});
