import type { OnnxModel } from '@splitsight/inference/onnx';
import { imagenetPreparation } from '../picture.ts';
import { type Split, type SplitOptions, splitClassifier } from '../split.ts';
import { createTinyClassifier, type TinyClassifier } from './tiny-classifier.ts';

/** Cuts a model as ImageNet's networks are cut. */
export function splitModel(model: OnnxModel, options: Partial<SplitOptions> = {}): Promise<Split> {
  return splitClassifier(model, 'tiny', { preparation: imagenetPreparation, withHead: true, threads: 1, ...options });
}

/** Cuts a tiny classifier. */
export function splitTiny(tiny: TinyClassifier, options?: Partial<SplitOptions>): Promise<Split> {
  return splitModel(createTinyClassifier(tiny), options);
}
