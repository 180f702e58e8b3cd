/*
 * Makes model folders of a run of train.py that came to its end: manifest, card, and the figures that ONNX Runtime gives.
 *
 *   node --import tsx --conditions splitsight-source scripts/backbone/finish.ts RUN_DIR FIRE_DIR OUT_DIR NAME
 *
 * writes OUT_DIR/NAME-224 and OUT_DIR/NAME-128.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeBackbone } from '@splitsight/inference';
import { cardText, type Measured, manifestFigures } from './card.ts';
import { distanceToTorch, millisAPicture, openBackboneExtractor, probeFire } from './measure.ts';
import { readReport } from './report.ts';

const [run, fire, out, name] = process.argv.slice(2);
if (!run || !fire || !out || !name) {
  process.stderr.write('usage: finish.ts RUN_DIR FIRE_DIR OUT_DIR NAME\n');
  process.exit(2);
}

/** The graph and PyTorch must agree to this. */
const agreement = 1e-5;
const report = readReport(run);
mkdirSync(out, { recursive: true });
for (const side of [224, 128]) {
  const model = readFileSync(join(run, `backbone-${side}.onnx`));
  const folder = join(out, `${name}-${side}`);
  const unfinished = `${folder}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  const facts = {
    name: `${name}-${side}`,
    arch: 'resnet18-w0.5',
    input: { height: side, width: side },
    dims: 256,
    version: '1',
    licence: 'Apache-2.0',
    source: 'trained for SplitSight by scripts/backbone; README.md has the recipe',
  };
  writeBackbone(unfinished, { ...facts, figures: [] }, model);
  const measured = await measure(unfinished, run, fire);
  if (!(measured.distance <= agreement)) {
    rmSync(unfinished, { recursive: true });
    throw new Error(`backbone-${side}.onnx gives other values than PyTorch gave: ${measured.distance} apart`);
  }
  const manifest = writeBackbone(unfinished, { ...facts, figures: manifestFigures(report, measured) }, model);
  writeFileSync(join(unfinished, 'README.md'), cardText(manifest, report, measured));
  rmSync(folder, { recursive: true, force: true });
  renameSync(unfinished, folder);
  process.stdout.write(`${JSON.stringify({ folder, ...measured.probe, millis: measured.millis })}\n`);
}

async function measure(folder: string, runDirectory: string, fireDirectory: string): Promise<Measured> {
  const distance = await distanceToTorch(folder, runDirectory);
  const extractor = await openBackboneExtractor(folder);
  const probe = await probeFire(extractor, fireDirectory);
  await extractor.close();
  return { distance, probe, millis: [await millisAPicture(folder, 1), await millisAPicture(folder, 2)] };
}
