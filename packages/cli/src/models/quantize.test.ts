import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  acceptingManifest,
  openBackbone,
  openHead,
  readBackboneManifest,
  readHeadManifest,
  writeHead,
} from '@splitsight/inference';
import { convBackbonePictures, convBackboneSide as side, writeConvBackbone } from '@splitsight/testkit';
import { encodeJpeg } from '@splitsight/vision/picture';
import { Command } from 'commander';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { registerHead } from '../head/index.ts';
import { registerBench } from './bench.ts';
import { registerQuantize } from './quantize.ts';
import { isAcceptable } from './quantize-figures.ts';
import { withSection } from './readme-section.ts';

let folder: string;
let backbone: string;
let images: string;
let head: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'splitsight-models-quantize-'));
  [backbone, images, head] = [join(folder, 'backbone'), join(folder, 'images'), join(folder, 'head')];
  writeConvBackbone(backbone);
  for (const [i, rgb] of convBackbonePictures(50).entries()) {
    const directory = join(images, i % 5 === 0 ? 'fire' : 'normal');
    mkdirSync(directory, { recursive: true });
    const jpeg = await encodeJpeg({ width: side, height: side, rgb, capturedAt: 0 }, 95);
    writeFileSync(join(directory, `${String(i).padStart(2, '0')}.jpg`), jpeg);
  }
  const dims = 8;
  writeHead(head, {
    name: 'fire',
    backbone,
    codec: 'f32',
    classes: ['fire', 'normal'],
    positive: 0,
    form: 'plain',
    layers: { output: { weights: Array.from({ length: 2 * dims }, (_, i) => (i === 0 ? 1 : 0)), bias: [0, 1] } },
    facts: { version: '1', licence: 'Apache-2.0', source: 'a test', figures: [] },
  });
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs a `splitsight` command and gives the last line it printed. */
async function splitsight(...args: string[]): Promise<unknown> {
  const program = new Command().exitOverride();
  const { signal } = new AbortController();
  registerHead(program, signal);
  const models = program.command('models');
  registerBench(models, signal);
  registerQuantize(models, signal);
  const printed: string[] = [];
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  try {
    await program.parseAsync(args, { from: 'user' });
  } finally {
    spy.mockRestore();
  }
  return JSON.parse(printed.join('').trim().split('\n').at(-1) ?? '');
}

const quantize = (...args: string[]) =>
  splitsight(
    'models',
    'quantize',
    backbone,
    '--pictures',
    images,
    '--threads',
    '1',
    '--rounds',
    '2',
    '--json',
    ...args,
  );

it('makes variants, measures them, and lets a head take them', async () => {
  const limit = ['--limit', '20'];
  const report = await quantize('--precision', 'int8', 'float16', '--images', images, '--head', head, ...limit);
  const measured = { cosine: { n: 10 }, probe: { n: 150 }, heads: [{ head, n: 150, accepted: true }] };
  expect(report).toMatchObject({ variants: { int8: measured, float16: measured } });
  const manifest = readBackboneManifest(backbone);
  expect(manifest.variants?.map(({ precision, file }) => [precision, file])).toEqual([
    ['int8', 'backbone-int8.onnx'],
    ['float16', 'backbone-float16.onnx'],
  ]);
  expect(readHeadManifest(head).accepts?.map(({ fingerprint }) => fingerprint)).toEqual(
    manifest.variants?.map(({ fingerprint }) => fingerprint),
  );
  for (const precision of ['int8', 'float16'] as const) {
    const opened = await openBackbone(backbone, { codec: 'f32', threads: 1, precision });
    await (await openHead(head, { threads: 1, origin: opened })).close();
    await opened.close();
    expect(readFileSync(join(backbone, 'README.md'), 'utf8')).toContain(opened.fingerprint);
    expect(readFileSync(join(head, 'README.md'), 'utf8')).toContain(opened.fingerprint);
  }
  expect(new Set(readdirSync(backbone))).toEqual(
    new Set(['README.md', 'backbone-float16.onnx', 'backbone-int8.onnx', 'backbone.onnx', 'manifest.json']),
  );
});

it('without heads, a head is asked later, and bench says what to set', async () => {
  await quantize();
  const accepted = await splitsight(
    ...['head', 'accept', '--head', head, '--backbone', backbone, '--images', images, '--limit', '20', '--json'],
  );
  expect(accepted).toMatchObject({ head, accepted: { int8: expect.any(Array) }, refused: [] });
  expect(readHeadManifest(head).accepts?.map(({ precision }) => precision)).toEqual(['int8']);
  const said = await splitsight('models', 'bench', backbone, '--threads', '1', '--rounds', '2', '--json');
  expect(said).toMatchObject({ set: expect.stringMatching(/^(float32|int8)$/), speeds: [{}, { precision: 'int8' }] });
});

it('a head that would lose more than the limit does not take a variant, nor the one it took before', async () => {
  await quantize('--images', images, '--head', head, '--limit', '20');
  const [taken] = readHeadManifest(head).accepts ?? [];
  expect(taken?.fingerprint).toBe(readBackboneManifest(backbone).variants?.[0]?.fingerprint);
  const losses = { probe: { lossPoints: 0.6, flips: 0, auroc: [1, 1], n: 9 } as const, heads: new Map() };
  const loss = { lossPoints: 0.1, flips: 0, n: 9 };
  expect(isAcceptable(loss, losses, 0.5)).toBe(false);
  expect(
    isAcceptable({ ...loss, lossPoints: 0.7 }, { ...losses, probe: { ...losses.probe, lossPoints: 0 } }, 0.5),
  ).toBe(false);
  expect(isAcceptable(loss, { ...losses, probe: { ...losses.probe, lossPoints: 0.5 } }, 0.5)).toBe(true);
  for (const [file, text] of acceptingManifest(head, [], ['int8'])) writeFileSync(join(head, file), text);
  expect(readHeadManifest(head).accepts).toEqual([]);
});

it.each([
  ['CODEC_PICTURE_BROKEN', () => writeFileSync(join(images, 'fire', '00.jpg'), 'no picture'), []],
  ['CODEC_PICTURES', () => rmSync(images, { recursive: true }), []],
  ['QUANTIZE_FEW', () => rmSync(join(images, 'normal'), { recursive: true }), []],
  ['QUANTIZE_KEEP', () => undefined, ['--keep', 'no-such-node']],
  ['HEAD_NOT_FOUND', () => undefined, ['--images', 'IMAGES', '--head', 'no-such-head']],
  ['MODEL_CHECKSUM', () => writeFileSync(join(backbone, 'backbone.onnx'), spoilt()), []],
])('fails with %s and writes nothing', async (code, spoil, args) => {
  spoil();
  const before = readdirSync(backbone);
  const manifest = readFileSync(join(backbone, 'manifest.json'), 'utf8');
  await expect(quantize(...args.map((arg) => (arg === 'IMAGES' ? images : arg)))).rejects.toMatchObject({ code });
  expect(readdirSync(backbone)).toEqual(before);
  expect(readFileSync(join(backbone, 'manifest.json'), 'utf8')).toBe(manifest);
});

/** The backbone's file with one bit turned. */
function spoilt(): Buffer {
  const bytes = readFileSync(join(backbone, 'backbone.onnx'));
  bytes[1000] = (bytes[1000] ?? 0) ^ 1;
  return bytes;
}

it('a section takes the place of the one before it, and leaves the others', () => {
  const first = withSection('# Model\n\nText.\n\n## Codecs\n\nOne.\n', 'Variants', 'A table.');
  expect(first).toBe('# Model\n\nText.\n\n## Codecs\n\nOne.\n\n## Variants\n\nA table.\n');
  expect(withSection(first, 'Codecs', 'Two.')).toBe(
    '# Model\n\nText.\n\n## Codecs\n\nTwo.\n\n## Variants\n\nA table.\n',
  );
});
