import type { OnnxNode, OnnxTensor } from './onnx-file.ts';

/**
 * What a head's linear layer sees: the features, or their square roots. Roots tame the few large values of features that
 * come after a ReLU and a mean (power normalisation: Perronnin et al. 2010, Improving the Fisher Kernel).
 */
export type FeatureForm = 'plain' | 'root';

/** The start of a head's graph: what turns the codec's bytes back into features. */
export interface DecodingSteps {
  /** The type and width of the head's input `vector`. */
  readonly input: { readonly type: 'float32' | 'uint8'; readonly width: number };
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxTensor[];
  /** The value that holds the features. */
  readonly features: string;
}
