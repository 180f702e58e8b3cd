/*
 * Renders yards in which nothing burns, as an agent looks at them: whole frames and the motion regions that wind, people
 * and cars make of them. They teach a head what a quiet camera shows, sunsets behind swaying trees above all.
 *
 *   node --import tsx --conditions splitsight-source scripts/render-quiet-yards.ts OUT_DIR YARDS SEED
 *
 * Writes OUT_DIR/normal/*.jpg.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createGaze, gazeSchema } from '@splitsight/edge';
import { createEvent, createRenderer, createScene, lightKinds, sampleFrame } from '@splitsight/testkit';
import { type Frame, resizeRegion } from '@splitsight/vision';
import { encodeJpeg } from '@splitsight/vision/picture';
import type { Box } from '@splitsight/wire';

const [out, yards, seed] = process.argv.slice(2);
if (!out || !yards || !seed) {
  process.stderr.write('usage: render-quiet-yards.ts OUT_DIR YARDS SEED\n');
  process.exit(2);
}

/** When frames are taken, in milliseconds: close together, since motion is told from what was just before. */
const times = [0, 200, 400, 600, 800, 1000, 1200, 1400, 1600, 1800];
/** The steps that are kept: the first ones know no motion yet. */
const kept = new Set([800, 1800]);
const everyStep = gazeSchema.parse({ idle_fps: 60, active_fps: 60 });

async function writeYard(index: number, directory: string, listSeed: number): Promise<void> {
  const light = lightKinds[index % lightKinds.length] ?? 'day';
  const passing = [[], [createEvent('person', -3000)], [createEvent('car', -1200)]][Math.floor(index / 4) % 3] ?? [];
  const wind = (Math.floor(index / 12) % 5) / 4;
  const scene = createScene(listSeed * 100_003 + index, { light, wind, events: passing });
  const renderer = createRenderer(scene, sampleFrame);
  const gaze = createGaze(everyStep);
  for (const t of times) {
    const frame = { ...renderer.render(t), capturedAt: t };
    const regions = gaze.step(frame) ?? [];
    if (!kept.has(t)) continue;
    for (const [i, { kind, box }] of regions.entries()) {
      const name = `yard-${listSeed}-${String(index).padStart(4, '0')}-${t}-${i}-${kind}.jpg`;
      writeFileSync(join(directory, name), await encodeJpeg(cut(frame, box), 60 + ((index * 7) % 36)));
    }
  }
}

/** A region as a picture of its own, at most 320 pixels wide. */
function cut(frame: Frame, box: Box): Frame {
  const pixels = { width: box.width * frame.width, height: box.height * frame.height };
  const scale = Math.min(1, 320 / pixels.width);
  const size = { width: Math.round(pixels.width * scale), height: Math.round(pixels.height * scale) };
  const rgb = new Uint8Array(size.width * size.height * 3);
  resizeRegion(frame, box, size, rgb);
  return { ...size, rgb, capturedAt: frame.capturedAt };
}

const directory = join(out, 'normal');
mkdirSync(directory, { recursive: true });
for (let index = 0; index < Number(yards); index++) await writeYard(index, directory, Number(seed));
