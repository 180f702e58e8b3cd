import type { Frame } from '@splitsight/vision';
import { expect, test } from 'vitest';
import { encodeI420, i420Bytes } from './i420.ts';
import { createRenderer, fireBox, renderScene } from './renderer.ts';
import { createEvent, createScene, eventKinds, lightKinds } from './scene.ts';

const size = { width: 320, height: 180 };

test.each(eventKinds)('a %s is in every frame from its first moment to its last, and in no other', (kind) => {
  const event = createEvent(kind, 5000, { duration_ms: 4000 });
  const renderer = createRenderer(createScene(7, { noise: 0 }), size);
  const changed = (t: number) => differing(renderer.render(t, [event]), renderer.render(t, [])).length;
  expect(changed(4999)).toBe(0);
  expect(changed(5000)).toBeGreaterThan(20);
  expect(changed(8999)).toBeGreaterThan(20);
  expect(changed(9000)).toBe(0);
});

test('the same scene and moment give the same bytes, another seed or moment others', () => {
  const scene = createScene(3, { light: 'day', events: [createEvent('fire', 0), createEvent('person', 0)] });
  const frame = renderScene(scene, 1234, size);
  expect(frame).toMatchObject({ ...size, capturedAt: 1234 });
  expect(renderScene({ ...scene }, 1234, size).rgb).toEqual(frame.rgb);
  expect(renderScene({ ...scene, seed: 4 }, 1234, size).rgb).not.toEqual(frame.rgb);
  const renderer = createRenderer(scene, size);
  const target = new Uint8Array(frame.rgb.length);
  expect(renderer.render(1300, undefined, target).rgb).toBe(target);
  expect(target).not.toEqual(frame.rgb);
  expect(renderer.render(1234, undefined, target).rgb).toEqual(frame.rgb);
});

test.each(lightKinds)('a full fire by %s is large, and fire-coloured, in its first frame', (light) => {
  const scene = createScene(21, { light, events: [createEvent('fire', 1000, { size: 'full' })] });
  const { rgb } = renderScene(scene, 1000, size);
  const box = fireBox(scene, size, 1000);
  expect(box.height).toBeGreaterThan(0.25);
  expect(box.width).toBeGreaterThan(0.15);
  let flames = 0;
  for (let i = 0; i < rgb.length; i += 3) {
    const [red = 0, green = 0, blue = 0] = rgb.subarray(i, i + 3);
    if (red > 200 && green > 60 && blue < 150 && red - blue > 90) flames++;
  }
  expect(flames / (size.width * size.height)).toBeGreaterThan(0.015);
});

test('a growing fire is small at first', () => {
  const scene = createScene(5, { events: [createEvent('fire', 0)] });
  const early = fireBox(scene, size, 0);
  const late = fireBox(scene, size, 20_000);
  expect(early.height * 2).toBeLessThan(late.height);
});

test('without wind, noise and light changes nothing moves, and with wind only what grows does', () => {
  const calm = createRenderer(createScene(9, { noise: 0, wind: 0, light: 'day' }), size);
  const windy = createRenderer(createScene(9, { noise: 0, wind: 1, light: 'day' }), size);
  const large = (frames: readonly [Frame, Frame]) => differing(...frames, 12).length / (size.width * size.height);
  expect(large([calm.render(0), calm.render(500)])).toBe(0);
  const swayed = large([windy.render(0), windy.render(500)]);
  expect(swayed).toBeGreaterThan(0);
  expect(swayed).toBeLessThan(0.1);
});

test('I420 has the brightness and colours of BT.601', () => {
  const colours = [
    [255, 255, 255, 235, 128, 128],
    [0, 0, 0, 16, 128, 128],
    [255, 0, 0, 82, 90, 240],
  ] as const;
  for (const [red, green, blue, y, u, v] of colours) {
    const rgb = Uint8Array.from({ length: 4 * 2 * 3 }, (_, i) => [red, green, blue][i % 3] ?? 0);
    const target = new Uint8Array(i420Bytes(4, 2));
    encodeI420({ width: 4, height: 2, rgb, capturedAt: 0 }, target);
    expect([...target]).toEqual([y, y, y, y, y, y, y, y, u, u, v, v]);
  }
});

/** The pixels whose channels differ by more than `least` in sum. */
function differing(a: Frame, b: Frame, least = 0): number[] {
  const found: number[] = [];
  for (let i = 0; i < a.rgb.length; i += 3) {
    let sum = 0;
    for (let c = 0; c < 3; c++) sum += Math.abs((a.rgb[i + c] ?? 0) - (b.rgb[i + c] ?? 0));
    if (sum > least) found.push(i / 3);
  }
  return found;
}
