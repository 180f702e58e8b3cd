import type { Backbone, Decoder } from '@splitsight/inference';
import { cutLooks, extractRegions, type Region, regionChoices, regionsOf } from '@splitsight/vision';
import { makeScenes, type Scene, type ScenePictures } from './scenes.ts';

/** The regions of a scene, in the order of a sample's rows: the whole frame, what moves, nine tiles, five patches. */
export function regionsOfScene({ moving }: Pick<Scene, 'moving'>): readonly Region[] {
  return regionsOf(regionChoices, [moving]);
}

/** A scene as the server sees it. */
export interface Sample extends Scene {
  /** 16 × dims: a row for each of {@link regionsOfScene}, decoded from what travels. */
  readonly features: Float32Array;
}

/** Looks at every scene as an agent does, and decodes what it would send. */
export async function readSamples(
  from: ScenePictures,
  backbone: Backbone,
  decoder: Decoder,
  signal: AbortSignal,
): Promise<Sample[]> {
  const samples: Sample[] = [];
  for await (const { scene, frame } of makeScenes(from)) {
    signal.throwIfAborted();
    const looks = [{ frame, regions: regionsOfScene(scene) }];
    const [seen = []] = await extractRegions(backbone, looks, cutLooks(looks, backbone.input));
    const vectors = Buffer.concat(seen.map(({ vector }) => vector));
    samples.push({ ...scene, features: await decoder.decode(vectors, seen.length) });
  }
  return samples;
}
