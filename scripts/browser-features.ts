/**
 * Measures how far features and scores of a browser lie from the server's own on the same JPEG files, and how long the
 * browser takes. Needs Debian's chromium. Usage:
 *
 *   node --import tsx --conditions splitsight-source scripts/browser-features.ts [pictures of each kind, default 20]
 */
import { join } from 'node:path';
import { openBackbone, openHead } from '@splitsight/inference';
import { createSampleRenderer, listSamples } from '@splitsight/testkit';
import { resizeRegion } from '@splitsight/vision';
import { decodePicture, encodeJpeg } from '@splitsight/vision/picture';
import { wholeFrame } from '@splitsight/wire';
import { openBrowserModels } from '../test/e2e/browser-models.ts';

const count = Number(process.argv[2] ?? 20);
const models = join(import.meta.dirname, '../models');
const sizes = [128, 224] as const;
const render = createSampleRenderer();
const pictures: Uint8Array[] = [];
for (const sample of listSamples({ count, seed: 4242 })) pictures.push(await encodeJpeg(render(sample, 640), 85));

const browser = await openBrowserModels({
  backbones: sizes.map((size) => `resnet18-w0.5-${size}`),
  heads: ['fire-resnet18-w0.5-128-u8'],
});
for (const size of sizes) {
  for (const precision of ['float32', 'int8'] as const) {
    const name = `resnet18-w0.5-${size}`;
    const backbone = await openBackbone(join(models, name), { codec: 'u8', threads: 1, precision });
    const head = await openHead(join(models, `fire-${name}-u8`), { threads: 1 });
    const { openedIn, heads } = await browser.open(name, precision);
    const cosines: number[] = [];
    const scores: number[] = [];
    const times: number[] = [];
    for (const picture of pictures) {
      const image = new Uint8Array(size * size * 3);
      resizeRegion(await decodePicture(picture), wholeFrame, backbone.input, image);
      const { features } = await backbone.extractFloat(image, 1);
      const [vector = new Uint8Array()] = await backbone.extract(image, 1);
      const [ours = 0] = await head.score(vector, 1);
      const { feature, scores: theirs, took } = await browser.judge(picture);
      cosines.push(cosine(feature, features));
      if (heads.includes('fire')) scores.push(Math.abs((theirs.fire?.[0] ?? 0) - ours));
      times.push(took.backbone ?? 0);
    }
    await backbone.close();
    await head.close();
    const sorted = (values: number[]) => values.toSorted((a, b) => a - b);
    const figures = {
      ...{ backbone: name, precision, pictures: pictures.length },
      cosine_min: sorted(cosines)[0]?.toFixed(6),
      cosine_mean: (cosines.reduce((sum, value) => sum + value, 0) / cosines.length).toFixed(6),
      score_difference_max: sorted(scores).at(-1)?.toFixed(4) ?? null,
      backbone_ms_p50: sorted(times)[times.length >> 1]?.toFixed(1),
      opened_in_ms: Math.round(openedIn),
    };
    process.stdout.write(`${JSON.stringify(figures)}\n`);
  }
}
await browser.close();

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [dot, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] ?? 0, b[i] ?? 0];
    dot += x * y;
    aa += x * x;
    bb += y * y;
  }
  return dot / Math.sqrt(aa * bb);
}
