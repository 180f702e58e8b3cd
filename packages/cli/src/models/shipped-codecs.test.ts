import { openBackbone, openDecoder } from '@splitsight/inference';
import { createSampleRenderer, listSamples } from '@splitsight/testkit';
import { resizeRegion } from '@splitsight/vision';
import { wholeFrame } from '@splitsight/wire';
import { expect, it } from 'vitest';
import { modelsDirectory } from '../stack/shipped.ts';

/** The cosine of two vectors. */
function cosine(a: Float32Array, b: Float32Array): number {
  const dot = (x: Float32Array, y: Float32Array) => x.reduce((sum, value, i) => sum + value * (y[i] ?? 0), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

const render = createSampleRenderer();
const frames = listSamples({ count: 2, seed: 8 }).map((sample) => render(sample, 448));

it.each(['resnet18-w0.5-224', 'resnet18-w0.5-128'])('the codecs of %s give back what went in', async (name) => {
  const directory = `${modelsDirectory}${name}`;
  for (const [codec, bytes, least] of [
    ['u8', 256, 0.999],
    ['pca128-u8', 128, 0.96],
  ] as const) {
    const backbone = await openBackbone(directory, { codec, threads: 1 });
    const decoder = await openDecoder(directory, codec, 'root');
    for (const frame of frames) {
      const image = new Uint8Array(backbone.input.width * backbone.input.height * 3);
      resizeRegion(frame, wholeFrame, backbone.input, image);
      const [vector = new Uint8Array(0)] = await backbone.extract(image, 1);
      expect(vector).toHaveLength(bytes);
      const roots = (await backbone.extractFloat(image, 1)).features.map(Math.sqrt);
      expect(cosine(await decoder.decode(vector, 1), roots)).toBeGreaterThan(least);
    }
    await decoder.close();
    await backbone.close();
  }
});
