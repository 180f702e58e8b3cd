/*
 * Prints how well fire can be told from other pictures by the features of backbones: the linear probe of docs/backbone.md.
 *
 *   node --import tsx --conditions splitsight-source scripts/backbone/probe.ts FIRE_DIR BACKBONE_DIR|REFERENCE.onnx …
 */
import { openBackboneExtractor, openReferenceExtractor, probeFire } from './measure.ts';

const [fire, ...models] = process.argv.slice(2);
if (!fire || models.length === 0) {
  process.stderr.write('usage: probe.ts FIRE_DIR BACKBONE_DIR|REFERENCE.onnx …\n');
  process.exit(2);
}
for (const model of models) {
  const extractor = await (model.endsWith('.onnx') ? openReferenceExtractor(model) : openBackboneExtractor(model));
  process.stdout.write(`${JSON.stringify({ model, ...(await probeFire(extractor, fire)) })}\n`);
  await extractor.close();
}
