/*
 * Renders yards in which nothing burns, as an agent looks at them: whole frames and the motion regions that wind, people
 * and cars make of them. They teach a head what a quiet camera shows, sunsets behind swaying trees above all.
 *
 *   node --import tsx --conditions splitsight-source scripts/render-quiet-yards.ts OUT_DIR YARDS SEED [hard]
 *
 * Writes OUT_DIR/normal/*.jpg. `hard` renders what heads for fire are most often wrong about: headlights at night, and a low sun
 * behind moving leaves.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gazeSchema } from '@splitsight/edge';
import { createEvent, createRenderer, createScene, lightKinds, type Scene, sampleFrame } from '@splitsight/testkit';
import { createGaze, type Frame, resizeRegion } from '@splitsight/vision';
import { encodeJpeg } from '@splitsight/vision/picture';
import type { Box } from '@splitsight/wire';

const [out, yards, seed, mode] = process.argv.slice(2);
if (!out || !yards || !seed || (mode !== undefined && mode !== 'hard')) {
  process.stderr.write('usage: render-quiet-yards.ts OUT_DIR YARDS SEED [hard]\n');
  process.exit(2);
}

/** When frames are taken, in milliseconds: close together, since motion is told from what was just before. */
const times = [0, 200, 400, 600, 800, 1000, 1200, 1400, 1600, 1800];
/** The steps that are kept: the first ones know no motion yet. */
const kept = new Set([800, 1800]);
const everyStep = gazeSchema.parse({ idle_fps: 60, active_fps: 60 });

/** What a yard is like: all lights and winds, with nobody, a person or a car, in turn. */
function anyYard(index: number): Partial<Scene> {
  const light = lightKinds[index % lightKinds.length] ?? 'day';
  const events = [[], [createEvent('person', -3000)], [createEvent('car', -1200)]][Math.floor(index / 4) % 3] ?? [];
  return { light, wind: (Math.floor(index / 12) % 5) / 4, events };
}

/** At night three cars of four, near or far in their way; at dusk leaves in any wind, and a car in every fourth. */
function hardYard(index: number): Partial<Scene> {
  const light = index % 2 === 0 ? 'night' : 'dusk';
  const turn = Math.floor(index / 2);
  const at = -200 - 450 * (turn % 7);
  const car = light === 'night' ? turn % 4 !== 3 : turn % 4 === 3;
  const size = turn % 3 === 0 ? 'full' : 'grow';
  return { light, wind: (turn % 5) / 4, events: car ? [createEvent('car', at, { size })] : [] };
}

async function writeYard(index: number, directory: string, listSeed: number): Promise<void> {
  const details = mode === 'hard' ? hardYard(index) : anyYard(index);
  const scene = createScene(listSeed * 100_003 + index, details);
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
