import { resizeRegion } from '@splitsight/vision';
import { type CodecName, wholeFrame } from '@splitsight/wire';
import { readFrame } from './frame-pixels.ts';
import type { LoadedModels } from './loaded-models.ts';
import type { HeadScores, Judgement } from './messages.ts';
import { decodePicture } from './picture.ts';

/** The longest side of the preview. */
const previewSide = 1280;

/** Runs a picture through the backbone and every head, as the agent and the server do with a frame. @throws ModelProblem */
export async function judgePicture(models: LoadedModels, file: Blob): Promise<Judgement> {
  const { backbone } = models;
  const start = performance.now();
  const bitmap = await decodePicture(file);
  const { width, height } = bitmap;
  const frame = readFrame(bitmap, 0);
  const decoded = performance.now();
  const preview = await shrink(bitmap);
  const previewed = performance.now();
  const image = new Uint8Array(backbone.input.width * backbone.input.height * 3);
  resizeRegion(frame, wholeFrame, backbone.input, image);
  const cut = performance.now();
  const { whole } = await backbone.extract(image);
  const extracted = performance.now();
  const heads = await scoreAll(models, whole);
  const scored = performance.now();
  return {
    ...{ width, height, preview, heads },
    feature: whole.slice(),
    took: { decode: decoded - start, cut: cut - previewed, backbone: extracted - cut, heads: scored - extracted },
  };
}

async function scoreAll(models: LoadedModels, feature: Float32Array): Promise<HeadScores[]> {
  const vectors = new Map<CodecName, Uint8Array>();
  const all: HeadScores[] = [];
  for (const { head, score } of models.heads) {
    const known = vectors.get(head.codec);
    const [vector] = known ? [known] : await models.encoder(head.codec).encode(feature, 1);
    if (!vector) continue;
    vectors.set(head.codec, vector);
    all.push({ head, scores: await score(vector) });
  }
  return all;
}

async function shrink(bitmap: ImageBitmap): Promise<ImageBitmap> {
  const scale = previewSide / Math.max(bitmap.width, bitmap.height);
  if (scale >= 1) return bitmap;
  const preview = await createImageBitmap(bitmap, {
    resizeWidth: Math.max(1, Math.round(bitmap.width * scale)),
    resizeHeight: Math.max(1, Math.round(bitmap.height * scale)),
    resizeQuality: 'medium',
  });
  bitmap.close();
  return preview;
}
