import { graphPort, type OnnxModel, type OnnxValueInfo } from '@splitsight/inference/onnx';
import { extractGraph } from '../graph/extract.ts';
import type { CrossingValue, Cut } from './cuts.ts';

/** A model parted at a cut; a half without work is left out. */
export interface Halves {
  /** From the input to what crosses. */
  readonly front?: OnnxModel;
  /** From what crosses to the outputs. */
  readonly back?: OnnxModel;
}

/** Parts a model at one of its cuts: run one after the other, the halves do what the whole does. */
export function partModel(model: OnnxModel, cut: Cut): Halves {
  const { input, output } = model.graph;
  const isInput = (name: string) => input.some((port) => port.name === name);
  const crosses = (name: string) => cut.values.some((value) => value.name === name);
  const computed = cut.values.filter(({ name }) => !isInput(name)).map(untyped);
  const missing = output.filter(({ name }) => !crosses(name)).map(untyped);
  return {
    ...(computed.length > 0 && { front: extractGraph(model, 'front', input, computed) }),
    ...(missing.length > 0 && { back: extractGraph(model, 'back', cut.values.map(fixedPort), missing) }),
  };
}

/** An input of exactly this shape, so that the runtime prepares for it as it does for the whole model. */
export function fixedPort({ name, type, shape }: CrossingValue): OnnxValueInfo {
  return graphPort(name, type, shape);
}

/** Of an output without a type the runtime finds the type itself. */
function untyped({ name }: { readonly name: string }): OnnxValueInfo {
  return { name };
}
