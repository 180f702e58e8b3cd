import type { Millis } from '@splitsight/kernel';
import { createGaze, cutLooks, extractRegions } from '@splitsight/vision';
import { encodeFeatureMessage, type Fingerprint } from '@splitsight/wire';
import { createExtractor } from './backbone.ts';
import { readFrame } from './frame-pixels.ts';
import type { LoadedModels } from './loaded-models.ts';
import type { Looked, WatchRequest } from './messages.ts';

/** A camera in the worker: frames in, feature messages out, as in the agent's pipeline. */
export interface Watch {
  /** Takes the next frame and closes it. @throws ModelProblem */
  look(bitmap: ImageBitmap, capturedAt: Millis): Promise<Looked>;
}

export function createWatch(models: LoadedModels, fingerprint: Fingerprint, request: WatchRequest): Watch {
  const { bootId, codec } = request;
  const gaze = createGaze(request.gaze);
  const extractor = createExtractor(models.backbone, models.encoder(codec));
  let sequence = 0;
  return {
    async look(bitmap, capturedAt) {
      const start = performance.now();
      const frame = readFrame(bitmap, capturedAt);
      bitmap.close();
      const regions = gaze.step(frame);
      const moved = performance.now();
      if (!regions) return { message: null, regions: 0, took: { motion: moved - start, crop: 0, infer: 0 } };
      const looks = [{ frame, regions }];
      const images = cutLooks(looks, models.backbone.input);
      const cropped = performance.now();
      const [seen = []] = await extractRegions(extractor, looks, images);
      const infer = performance.now() - cropped;
      const message = encodeFeatureMessage({
        ...{ bootId, capturedAt, fingerprint, codec },
        sequence: sequence++,
        regions: seen,
      });
      return { message, regions: seen.length, took: { motion: moved - start, crop: cropped - moved, infer } };
    },
  };
}
