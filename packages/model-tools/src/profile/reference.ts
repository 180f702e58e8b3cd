import { encodeOnnx } from '@splitsight/inference/onnx';
import { createResnet } from '../synth/resnet.ts';
import { noisePicture } from './picture-input.ts';
import type { TimedModel } from './stopwatch.ts';

/** The network that devices are compared by: ResNet-18 at 224 × 224, one picture; its weights do not matter to time. */
export function createReference(): (threads: number) => TimedModel {
  const bytes = encodeOnnx(createResnet({ arch: 'resnet18', version: 1, seed: 1, size: 224, opset: 17 }));
  const feeds = { data: noisePicture({ name: 'data', type: 'float32', shape: [1, 3, 224, 224] }) };
  return (threads) => ({ encode: () => bytes, feeds, threads });
}
