/*
 * Plays rendered yards in which nothing burns to heads, as an agent with default settings looks at them, and prints how high each
 * kind of region scores and whether the head's suggested rule would have raised.
 *
 *   node --import tsx --conditions splitsight-source scripts/score-yards.ts SEEDS LIGHTS BACKBONE_DIR HEAD_DIR …
 *
 * SEEDS and LIGHTS (of day, overcast, dusk, night) are lists with commas. Each yard lasts 27 seconds: a car passes from second 6 on, a person walks by from 12 on, and another car from 21 on.
 */
import { gazeSchema } from '@splitsight/edge';
import { openBackbone, openHead } from '@splitsight/inference';
import { createEvent, createRenderer, createScene, lightKinds, sampleFrame } from '@splitsight/testkit';
import { createGaze, cutLooks, extractRegions } from '@splitsight/vision';

const [seeds, lights, backboneDir, ...headDirs] = process.argv.slice(2);
if (!seeds || !lights || !backboneDir || headDirs.length === 0) {
  process.stderr.write('usage: score-yards.ts SEEDS LIGHTS BACKBONE_DIR HEAD_DIR …\n');
  process.exit(2);
}
const events = [
  createEvent('car', 6_000),
  createEvent('person', 12_000, { duration_ms: 8_000 }),
  createEvent('car', 21_000, { size: 'full' }),
];
const duration = 27_000;
const step = 200;

const heads = await Promise.all(headDirs.map((dir) => openHead(dir, { threads: 1 })));
const backbone = await openBackbone(backboneDir, { codec: 'u8', threads: 1 });

const scenes = seeds.split(',').flatMap((seed) => {
  const wanted = lightKinds.filter((light) => lights.split(',').includes(light));
  return wanted.map((light) => createScene(Number(seed), { light, events }));
});
for (const scene of scenes) {
  const renderer = createRenderer(scene, sampleFrame);
  const gaze = createGaze(gazeSchema.parse({}));
  const found = heads.map(() => ({ global: 0, motion: 0, at: 0, frames: [] as number[] }));
  for (let t = 0; t < duration; t += step) {
    const frame = { ...renderer.render(t), capturedAt: t };
    const regions = gaze.step(frame) ?? [];
    if (regions.length === 0) continue;
    const looks = [{ frame, regions }];
    const [seen = []] = await extractRegions(backbone, looks, cutLooks(looks, backbone.input));
    for (const [h, head] of heads.entries()) {
      const { classes, positive, rule } = head.manifest;
      const scores = await head.score(Buffer.concat(seen.map(({ vector }) => vector)), seen.length);
      const own = found[h];
      if (!own) continue;
      let highest = 0;
      for (const [i, { kind }] of regions.entries()) {
        const score = scores[i * classes.length + positive] ?? 0;
        if (kind === 'global') own.global = Math.max(own.global, score);
        else if (score > own.motion) [own.motion, own.at] = [score, t];
        if ((rule?.regions ?? ['global', 'motion']).includes(kind)) highest = Math.max(highest, score);
      }
      own.frames.push(highest);
    }
  }
  const cells = found.map(({ global, motion, at, frames }, h) => {
    const rule = heads[h]?.manifest.rule;
    const raising = frames.filter((score, i) => {
      if (!rule) return false;
      const hits = frames.slice(Math.max(0, i - rule.n + 1), i + 1).filter((past) => past >= rule.threshold).length;
      return score >= rule.instant || (score >= rule.threshold && hits >= rule.k);
    }).length;
    return `${global.toFixed(2)} | ${motion.toFixed(2)} at ${at / 1000} s | ${raising} of ${frames.length}`;
  });
  process.stdout.write(`| ${scene.seed} ${scene.light} | ${cells.join(' | ')} |\n`);
}
await backbone.close();
for (const head of heads) await head.close();
