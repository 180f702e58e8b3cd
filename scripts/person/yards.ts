import { gazeSchema } from '@splitsight/edge';
import { createEvent, createRenderer, createScene, lightKinds } from '@splitsight/testkit';
import { createGaze } from '@splitsight/vision';
import { differenceOf, shareThatDiffers } from './clips.ts';
import type { Keeper } from './keeper.ts';
import { cutSquare } from './pixels.ts';

const everyStep = gazeSchema.parse({ idle_fps: 60, active_fps: 60 });
const size = { width: 640, height: 360 };

/** Keeps the motion regions of rendered yards: who walks, cars, and trees in the wind. */
export async function keepYards(count: number, seed: number, keeper: Keeper): Promise<void> {
  for (let index = 0; index < count; index++) {
    const light = lightKinds[index % lightKinds.length] ?? 'day';
    const who = ([undefined, 'person', 'car', 'person'] as const)[Math.floor(index / 4) % 4];
    const wind = (Math.floor(index / 16) % 5) / 4;
    const events = who ? [createEvent(who, who === 'car' ? -1200 : -2400)] : [];
    const renderer = createRenderer(createScene(seed * 100_003 + index, { light, wind, events }), size);
    const gaze = createGaze(everyStep);
    for (let t = 0; t <= 2000; t += 200) {
      const frame = renderer.render(t);
      const regions = gaze.step({ ...frame, capturedAt: t }) ?? [];
      if (t !== 1000 && t !== 2000) continue;
      const difference = who === 'person' ? differenceOf(frame, renderer.render(t, [])) : undefined;
      for (const [i, { kind, box }] of regions.entries()) {
        const share = difference ? shareThatDiffers(difference, frame, box, 12) : 0;
        if (kind !== 'motion' || (share > 0.003 && share < 0.03)) continue;
        const label = share > 0 && share >= 0.03 ? 'person' : 'other';
        await keeper.keep('yards', label, ['yards'], `${index}-${light}-${t}-${i}`, cutSquare(frame, box, 224));
      }
    }
  }
}
