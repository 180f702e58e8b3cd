import {
  encodeOnnx,
  type OnnxGraph,
  type OnnxModel,
  openSession,
  type Result,
  type Values,
} from '@splitsight/inference/onnx';

/**
 * Runs a model once and gives what every value held that is computed from its inputs: shapes as they are, not as the file
 * declares them.
 *
 * All values are in memory at once: for one picture of 224 px through ResNet-50 about 100 MB.
 *
 * @throws CodedError MODEL_LOAD, MODEL_RUN
 */
export async function traceValues(
  model: OnnxModel,
  feeds: Readonly<Record<string, Values>>,
  name: string,
): Promise<ReadonlyMap<string, Result>> {
  const { graph } = model;
  const declared = new Set(graph.output.map((port) => port.name));
  const inner = computedValues(graph, Object.keys(feeds)).filter((value) => !declared.has(value));
  // Of an output without a type the runtime finds the type itself.
  const output = [...graph.output, ...inner.map((value) => ({ name: value }))];
  const session = await openSession(encodeOnnx({ ...model, graph: { ...graph, output } }), 1, name);
  try {
    return await session.run(feeds);
  } finally {
    await session.close();
  }
}

/**
 * What is computed from these inputs, in the order it is made. What is made of constants alone may not become an output:
 * the runtime computes it while loading and then fails on its name (1.30: "Attempt to replace the existing tensor").
 */
function computedValues(graph: OnnxGraph, inputs: readonly string[]): string[] {
  const computed = new Set(inputs);
  for (const { input, output } of graph.node) {
    if (!input.some((value) => computed.has(value))) continue;
    for (const value of output) if (value !== '') computed.add(value);
  }
  return [...computed].filter((value) => !inputs.includes(value));
}
