import type { Extractor, Size } from '@splitsight/vision';
import type { Encoder } from './encoder.ts';
import { floats } from './outputs.ts';
import { openSession } from './session.ts';

/** A feature extractor in this browser: the agent's file, and its contract. */
export interface BrowserBackbone {
  readonly input: Size;
  readonly dims: number;
  /** Takes one picture of the input's size: height × width × 3 bytes. @throws ModelProblem */
  extract(image: Uint8Array): Promise<Features>;
  close(): Promise<void>;
}

/** Features before any codec. */
export interface Features {
  /** `dims` values: the whole picture. */
  readonly whole: Float32Array;
  /** 9 × `dims` values: its 3 × 3 cells, row by row. */
  readonly tiles: Float32Array;
}

export const tileCount = 9;

/** @throws ModelProblem */
export async function openBrowserBackbone(
  model: Uint8Array,
  { name, input, dims }: { readonly name: string; readonly input: Size; readonly dims: number },
): Promise<BrowserBackbone> {
  const session = await openSession(model, name);
  return {
    input,
    dims,
    async extract(image) {
      const results = await session.run({
        image: { type: 'uint8', data: image, shape: [1, input.height, input.width, 3] },
      });
      return { whole: floats(results, 'features', dims), tiles: floats(results, 'tiles', tileCount * dims) };
    },
    close: () => session.close(),
  };
}

/** A backbone with a codec behind it: what cuts of pictures become on the wire. One picture a run, for there is one thread. */
export function createExtractor(backbone: BrowserBackbone, encoder: Encoder): Extractor {
  const { width, height } = backbone.input;
  const imageBytes = width * height * 3;
  const cut = (images: Uint8Array, i: number) => images.subarray(i * imageBytes, (i + 1) * imageBytes);
  return {
    async extract(images, count) {
      const vectors: Uint8Array[] = [];
      for (let i = 0; i < count; i++) {
        const { whole } = await backbone.extract(cut(images, i));
        vectors.push(...(await encoder.encode(whole, 1)));
      }
      return vectors;
    },
    async extractTiles(images, count) {
      const features: Uint8Array[] = [];
      const tiles: Uint8Array[][] = [];
      for (let i = 0; i < count; i++) {
        const found = await backbone.extract(cut(images, i));
        features.push(...(await encoder.encode(found.whole, 1)));
        tiles.push(await encoder.encode(found.tiles, tileCount));
      }
      return { features, tiles };
    },
  };
}
