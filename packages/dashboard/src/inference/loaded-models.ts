import type { CodecName } from '@splitsight/wire';
import { type BrowserBackbone, openBrowserBackbone } from './backbone.ts';
import { type Encoder, openEncoder } from './encoder.ts';
import { type BrowserHead, openBrowserHead } from './head.ts';
import type { ModelRequest } from './messages.ts';
import { downloadModelFile } from './model-file.ts';
import { ModelProblem } from './problem.ts';

/** Models that are loaded and have run once. */
export interface LoadedModels {
  readonly backbone: BrowserBackbone;
  readonly heads: readonly BrowserHead[];
  /** @throws ModelProblem for a codec that was not asked for */
  encoder(codec: CodecName): Encoder;
}

/** Downloads and loads models. They end with the worker. @throws ModelProblem */
export async function loadModels(
  { backbone: view, variant, heads, codecs }: ModelRequest,
  onBytes: (bytes: number) => void,
): Promise<LoadedModels> {
  const backbone = await openBrowserBackbone(await downloadModelFile(variant.file, onBytes), view);
  const encoders = new Map<CodecName, Encoder>();
  for (const codec of codecs) {
    const offered = view.codecs.find((one) => one.codec === codec);
    const model = offered?.file ? await downloadModelFile(offered.file, onBytes) : null;
    encoders.set(codec, await openEncoder(codec, view.dims, model));
  }
  const loaded: BrowserHead[] = [];
  for (const head of heads) loaded.push(await openBrowserHead(head, await downloadModelFile(head.file, onBytes)));
  await backbone.extract(new Uint8Array(view.input.width * view.input.height * 3));
  return {
    backbone,
    heads: loaded,
    encoder(codec) {
      const encoder = encoders.get(codec);
      if (!encoder) throw new ModelProblem('load', `no codec ${codec}`);
      return encoder;
    },
  };
}
