/*
 * Writes codec-u8.onnx beside a backbone: the range of each dimension, measured on pictures.
 *
 *   node --import tsx --conditions splitsight-source scripts/calibrate-codecs.ts BACKBONE_DIR PICTURES_DIR[:EVERY] …
 *
 * EVERY takes only each so many-th picture of a folder (in the order of their paths). Each picture counts six times: as
 * a whole, and as five squares of half its shorter side, since crops reach higher values than whole frames.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { calibrateU8, openBackbone, writeU8Codec } from '@splitsight/inference';
import type { Frame } from '@splitsight/vision';
import { resizeRegion } from '@splitsight/vision';
import { decodePicture } from '@splitsight/vision/picture';
import { type Box, wholeFrame } from '@splitsight/wire';

const [directory, ...sources] = process.argv.slice(2);
if (!directory || sources.length === 0) {
  process.stderr.write('usage: calibrate-codecs.ts BACKBONE_DIR PICTURES_DIR[:EVERY] …\n');
  process.exit(2);
}

function picturesIn(source: string): string[] {
  const [folder = source, every = '1'] = source.split(':');
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(jpe?g|png|webp)$/i.test(path))
    .sort();
  return paths.filter((_, i) => i % Number(every) === 0).map((path) => join(folder, path));
}

function views(frame: Frame): Box[] {
  const side = Math.min(frame.width, frame.height) / 2;
  const [width, height] = [side / frame.width, side / frame.height];
  const places = [
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
    [0.5, 0.5],
  ] as const;
  return [wholeFrame, ...places.map(([x, y]) => ({ x: x * (1 - width), y: y * (1 - height), width, height }))];
}

const backbone = await openBackbone(directory, { codec: 'f32', threads: 2 });
const { width, height } = backbone.input;
const paths = sources.flatMap(picturesIn);
const rows: Float32Array[] = [];
for (const path of paths) {
  const frame = await decodePicture(path);
  const boxes = views(frame);
  const images = new Uint8Array(boxes.length * width * height * 3);
  boxes.forEach((box, i) => {
    resizeRegion(frame, box, backbone.input, images, i * width * height * 3);
  });
  rows.push((await backbone.extractFloat(images, boxes.length)).features);
}
await backbone.close();

const all = new Float32Array(rows.reduce((sum, row) => sum + row.length, 0));
let at = 0;
for (const row of rows) {
  all.set(row, at);
  at += row.length;
}
const stepSizes = calibrateU8(all, backbone.dims);
const { files } = writeU8Codec(directory, stepSizes);
const cut = all.reduce((sum, value, i) => sum + (value > 255 * (stepSizes[i % backbone.dims] ?? 0) ? 1 : 0), 0);
const report = { pictures: paths.length, features: all.length / backbone.dims, cut: cut / all.length };
process.stdout.write(`${JSON.stringify({ ...report, sha256: files['codec-u8.onnx']?.sha256 })}\n`);
