import { join } from 'node:path';
import { noBrowser } from '@splitsight/dashboard/testing/browser';
import { type Backbone, type Head, openBackbone, openHead } from '@splitsight/inference';
import { createSampleRenderer, listSamples } from '@splitsight/testkit';
import { cutLooks, extractRegions, regionsOf, resizeRegion } from '@splitsight/vision';
import { decodePicture, encodeJpeg } from '@splitsight/vision/picture';
import { type BootId, decodeFeatureMessage, encodeFeatureMessage, wholeFrame } from '@splitsight/wire';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserModels, openBrowserModels } from './browser-models.ts';
import { root } from './command.ts';
import { transparentPng, turnedJpeg } from './odd-pictures.ts';

const backboneName = 'resnet18-w0.5-128';
const headName = 'fire-resnet18-w0.5-128-u8';
const bootId = '0011223344556677' as BootId;
const capturedAt = 1_700_000_000_000;
let browser: BrowserModels;
let backbone: Backbone;
let head: Head;
let pictures: Uint8Array[];

describe.skipIf(noBrowser)(`models in a browser${noBrowser === undefined ? '' : ` (skipped: ${noBrowser})`}`, () => {
  beforeAll(async () => {
    const directory = join(root, 'models', backboneName);
    backbone = await openBackbone(directory, { codec: 'u8', threads: 1 });
    head = await openHead(join(root, 'models', headName), { threads: 1 });
    const render = createSampleRenderer();
    pictures = await Promise.all(
      listSamples({ count: 2, seed: 77 }).map((sample) => encodeJpeg(render(sample, 640), 90)),
    );
    browser = await openBrowserModels({ backbones: [backboneName], heads: [headName] });
  });

  afterAll(async () => {
    await browser?.close();
    await head?.close();
    await backbone?.close();
  });

  it('see in a picture what the server sees in it', async () => {
    expect((await browser.open(backboneName, 'float32')).heads).toEqual(['fire']);
    for (const picture of pictures) {
      const here = await judgeHere(picture);
      const there = await browser.judge(picture);
      expect(cosine(there.feature, here.feature)).toBeGreaterThan(0.999);
      expect(Math.abs((there.scores.fire?.[0] ?? 0) - (here.scores[0] ?? 1))).toBeLessThan(0.02);
    }
  });

  it('turn pictures as their EXIF says, and see black where they are transparent, as the server does', async () => {
    for (const picture of [turnedJpeg(pictures[0] ?? new Uint8Array()), transparentPng()]) {
      const there = await browser.judge(picture);
      const frame = await decodePicture(picture);
      expect([there.width, there.height]).toEqual([frame.width, frame.height]);
      expect(cosine(there.feature, await featureOf(backbone, picture))).toBeGreaterThan(0.999);
    }
    const turned = await browser.judge(turnedJpeg(pictures[0] ?? new Uint8Array()));
    expect(turned.height).toBeGreaterThan(turned.width);
  });

  it('make the feature messages that the agent makes of the same picture', async () => {
    const picture = pictures[0] ?? new Uint8Array();
    const theirs = decodeFeatureMessage(await browser.look(picture, bootId, capturedAt));
    const looks = [{ frame: await decodePicture(picture), regions: regionsOf(['global', 'tiles'], []) }];
    const [regions = []] = await extractRegions(backbone, looks, cutLooks(looks, backbone.input));
    const ours = { bootId, sequence: 0, capturedAt, fingerprint: backbone.fingerprint, codec: backbone.codec, regions };
    const vectorless = ({ regions: all, ...rest }: typeof theirs) => ({
      ...rest,
      regions: all.map(({ kind, box }) => ({ kind, box })),
    });
    expect(vectorless(theirs)).toEqual(vectorless(decodeFeatureMessage(encodeFeatureMessage(ours))));
    for (const [i, { vector }] of theirs.regions.entries()) {
      expect(cosine(vector, regions[i]?.vector ?? [])).toBeGreaterThan(0.99);
    }
    // With the same vectors the bytes are the same.
    expect(encodeFeatureMessage(theirs)).toEqual(await browser.look(picture, bootId, capturedAt));
  });

  it('say the same in 8-bit numbers', async () => {
    await browser.open(backboneName, 'int8');
    const int8 = await openBackbone(join(root, 'models', backboneName), { codec: 'u8', threads: 1, precision: 'int8' });
    for (const picture of pictures.slice(0, 2)) {
      const { feature } = await browser.judge(picture);
      expect(cosine(feature, await featureOf(int8, picture))).toBeGreaterThan(0.995);
    }
    await int8.close();
  });

  it('send nothing: whatever is asked of the server is a model file or the page', () => {
    expect(browser.requests.filter((request) => !/^GET \/(assets\/|api\/v1\/models|$|favicon)/.test(request))).toEqual(
      [],
    );
    expect(browser.complaints).toEqual([]);
  });
});

async function featureOf(one: Backbone, picture: Uint8Array): Promise<Float32Array> {
  const image = new Uint8Array(one.input.width * one.input.height * 3);
  resizeRegion(await decodePicture(picture), wholeFrame, one.input, image);
  return (await one.extractFloat(image, 1)).features;
}

async function judgeHere(picture: Uint8Array) {
  const looks = [{ frame: await decodePicture(picture), regions: regionsOf(['global'], []) }];
  const [vector = new Uint8Array()] = await backbone.extract(cutLooks(looks, backbone.input), 1);
  return { feature: await featureOf(backbone, picture), scores: [...(await head.score(vector, 1))] };
}

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
