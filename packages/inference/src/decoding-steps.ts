import type { OnnxNode, OnnxTensor } from './onnx-file.ts';
import { graphNode } from './onnx-graph.ts';

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
  /** The value that holds the features, and the form they are in. */
  readonly features: string;
  readonly form: FeatureForm;
}

/** Steps whose features are in the form that is wanted. */
export function inForm(form: FeatureForm, steps: DecodingSteps): DecodingSteps {
  if (form === steps.form) return steps;
  const { nodes, features } = steps;
  return form === 'root'
    ? { ...steps, form, nodes: [...nodes, graphNode('Sqrt', [features], ['roots'])], features: 'roots' }
    : { ...steps, form, nodes: [...nodes, graphNode('Mul', [features, features], ['features'])], features: 'features' };
}

/** `features` → `roots`. A backbone whose features do not come after a ReLU must not make roots of negative values. */
export const rootNodes: readonly OnnxNode[] = [
  graphNode('Relu', ['features'], ['positive']),
  graphNode('Sqrt', ['positive'], ['roots']),
];
