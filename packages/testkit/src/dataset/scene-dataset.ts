import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Frame, resizeRegion } from '@splitsight/vision';
import { encodeJpeg } from '@splitsight/vision/picture';
import { createRenderer, type Renderer, type Scene } from '../scene/index.ts';
import { hash } from '../scene/noise.ts';
import { listSamples, type SceneSample, sampleFrame } from './samples.ts';

const whole = { x: 0, y: 0, width: 1, height: 1 };

/**
 * Writes rendered pictures to DIR/fire/*.jpg and DIR/normal/*.jpg, as many of each as `count` says.
 *
 * They are those of {@link listSamples}: files whose names begin alike are of one scene. About half a second a scene.
 *
 * @param options.size the longest side, at most; default 448.
 */
export async function writeSceneDataset(
  directory: string,
  options: { readonly count: number; readonly seed: number; readonly size?: number },
): Promise<void> {
  const render = createSampleRenderer();
  for (const label of ['fire', 'normal']) await mkdir(join(directory, label), { recursive: true });
  // All pictures of one yard after another, so that its backdrop is rendered once.
  const samples = listSamples(options).toSorted((a, b) => a.scene.seed - b.scene.seed);
  for (const sample of samples) {
    const picture = render(sample, options.size ?? 448);
    const quality = Math.round(58 + 36 * hash(sample.scene.seed, sample.crop ? 1 : 2));
    await writeFile(join(directory, sample.label, `scene-${sample.name}.jpg`), await encodeJpeg(picture, quality));
  }
}

/** Makes the function that renders samples: quick for samples in a row that are of one yard. */
export function createSampleRenderer(): (sample: SceneSample, longestSide: number) => Frame {
  let yard: { readonly scene: Scene; readonly renderer: Renderer } | undefined;
  return (sample, longestSide) => {
    if (!yard || !isSameYard(yard.scene, sample.scene)) {
      yard = { scene: sample.scene, renderer: createRenderer(sample.scene, sampleFrame) };
    }
    const frame = yard.renderer.render(sample.t, sample.scene.events);
    const box = sample.crop ?? whole;
    const pixels = { width: box.width * frame.width, height: box.height * frame.height };
    const scale = Math.min(1, longestSide / Math.max(pixels.width, pixels.height));
    const size = { width: Math.round(pixels.width * scale), height: Math.round(pixels.height * scale) };
    const rgb = new Uint8Array(size.width * size.height * 3);
    resizeRegion(frame, box, size, rgb);
    return { ...size, rgb, capturedAt: sample.t };
  };
}

function isSameYard(a: Scene, b: Scene): boolean {
  return JSON.stringify({ ...a, events: [] }) === JSON.stringify({ ...b, events: [] });
}
