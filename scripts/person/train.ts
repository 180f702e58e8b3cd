/*
 * Trains a person head on what `gather.ts` wrote, measures the recipe at scenes left out, and writes the head with its card.
 * Writes SET_DIR/regions.tsv, too: which of the regions are of one event, for `splitsight head accept`.
 *
 *   node --import tsx --conditions splitsight-source scripts/person/train.ts SET_DIR DATA_DIR BACKBONE_DATA_DIR BACKBONE_DIR HEAD_DIR
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Figure, openDecoder } from '@splitsight/inference';
import type { Judgement } from '@splitsight/learn';
import { writeCard } from './card.ts';
import { clips } from './clips.ts';
import { judgePictures } from './held-out.ts';
import { measureLeftOut } from './left-out.ts';
import { playClip } from './play.ts';
import { positive, shares, training, trainPerson, writePerson } from './recipe.ts';
import { eventOf, type PersonRow, readSet } from './rows.ts';

const [root, data, backboneData, backbone, out] = process.argv.slice(2);
if (!root || !data || !backboneData || !backbone || !out) {
  process.stderr.write('usage: train.ts SET_DIR DATA_DIR BACKBONE_DATA_DIR BACKBONE_DIR HEAD_DIR\n');
  process.exit(2);
}
const say = (line: string) => process.stderr.write(`${line}\n`);

function figuresOf(found: Judgement, prefix: string, how: string): Figure[] {
  const positives = found.classes[positive]?.n ?? 0;
  const n = { accuracy: found.n, recall: positives, fpr: found.n - positives, auroc: found.n, ece: found.n };
  const round = (value: number) => Math.round(value * 10_000) / 10_000;
  return (['accuracy', 'recall', 'fpr', 'auroc', 'ece'] as const).map((name) => {
    const { value, low, high } = found[name];
    return { name: `${prefix}${name}`, value: round(value), low: round(low), high: round(high), n: n[name], how };
  });
}

const rows: PersonRow[] = [];
for (const set of Object.keys(shares)) {
  rows.push(...(await readSet(root, set, backbone)));
  say(`${set}: ${rows.length} pictures so far`);
}
const decoder = await openDecoder(backbone, 'u8', 'root');
const left = await measureLeftOut(rows, decoder, { data, backbone, work: root });

say('the head itself, on everything');
const head = await trainPerson(rows, decoder);
await decoder.close();
say(`${head.steps} steps, temperature ${head.temperature.toFixed(2)}`);
writePerson(out, backbone, head, { figures: [] });
const pictures = await judgePictures(out, backbone, backboneData);

const hash = createHash('sha256');
for (const { set, name } of rows) hash.update(`${set}/${name}\n`).update(readFileSync(join(root, set, name)));
const how = {
  regions: `motion regions of ${left.regions.cameras.length} scenes, each by a head trained without the scene; intervals count each of ${left.regions.groups} stretches of ten seconds once`,
  snapshots: `squares of ${left.snapshots.groups} photographs, by a head trained without them; intervals count each photograph once`,
  pictures: 'this head on pictures of the validation archive of Tiny-ImageNet, which teach nothing',
};
const manifest = writePerson(out, backbone, head, {
  data: { items: rows.length, sha256: hash.digest('hex') },
  figures: [
    ...figuresOf(left.regions, '', how.regions),
    ...figuresOf(left.snapshots, 'snapshots_', how.snapshots),
    ...figuresOf(pictures, 'pictures_', how.pictures),
  ],
});

const shipped = await Promise.all(clips.map((clip) => playClip(clip, data, backbone, out)));
writeCard(out, { manifest, rows, scenes: left.regions.cameras, atNewScenes: left.clips, shipped, training });

const regions = rows.filter(({ set }) => set === 'regions');
const lines = regions.map((row) => `${row.name}\t${row.person ? 'person' : 'other'}\t${eventOf(row)}`);
writeFileSync(join(root, 'regions.tsv'), ['picture\tlabel\tgroup', ...lines, ''].join('\n'));
