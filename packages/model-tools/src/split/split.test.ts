import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openBackbone, openHead } from '@splitsight/inference';
import { decodeOnnx, encodeOnnx, floatValues, graphNode } from '@splitsight/inference/onnx';
import { afterAll, describe, expect, it } from 'vitest';
import { readModel } from '../graph/model-file.ts';
import { createResnet } from '../synth/resnet.ts';
import { cellShares } from './cells.ts';
import { splitModel, splitTiny } from './testing/split-tiny.ts';
import { createTinyClassifier, type TinyClassifier, tinySize } from './testing/tiny-classifier.ts';
import { writeSplit } from './write-split.ts';

const folder = mkdtempSync(join(tmpdir(), 'splitsight-split-'));
afterAll(() => rmSync(folder, { recursive: true }));

const models = fileURLToPath(new URL('../../../../models/', import.meta.url));
const reference = fileURLToPath(new URL('../../../../../shared/models/reference/', import.meta.url));
const fire = fileURLToPath(new URL('../../../../../shared/data/fire/', import.meta.url));
const debianPython = '/usr/bin/python3';
const hasChecker = spawnSync(debianPython, ['-c', 'import onnx']).status === 0;

const facts = { name: 'tiny', arch: 'tiny', licence: 'Apache-2.0', source: 'a test' };

describe('a classifier is cut exactly', () => {
  it.each<[string, TinyClassifier]>([
    ['global average pooling', {}],
    ['a mean over two axes', { pool: 'mean' }],
    ['a mean whose axes are an input', { pool: 'mean', opset: 18 }],
    ['an average pooling of the whole map', { pool: 'average' }],
    ['colours last', { layout: 'nhwc', pool: 'mean' }],
    ['probabilities', { end: 'softmax' }],
    ['probabilities that no softmax makes', { end: 'shares', opset: 11 }],
    ['logarithms of probabilities', { end: 'log-softmax' }],
    ['an answer of four axes', { end: 'map' }],
    ['one mean after the other', { pool: 'two-means' }],
    ['a batch of one written into a reshape', { reshape: 'written', shape: [1, 3, 24, 30] }],
    ['a reshape by the shape of a value before the cut', { reshape: 'computed' }],
    ['opset 7', { opset: 7 }],
    ['opset 8, constants among the inputs', { opset: 8, end: 'softmax' }],
    ['opset 11', { opset: 11, pool: 'mean', end: 'softmax' }],
    ['opset 21', { opset: 21, pool: 'mean', end: 'softmax' }],
    [
      'our own names for other values',
      { names: { input: 'image', map: 'tiles', pooled: 'features', answer: 'vector' } },
    ],
    [
      'our own names, crosswise',
      { names: { input: 'probabilities', map: 'model_tiles', pooled: 'tiles', answer: 'image' } },
    ],
  ])('with %s', async (_, tiny) => {
    const { cut, answer, differences, picture } = await splitTiny(tiny);
    expect(picture.size).toEqual(tinySize);
    expect([cut.dims, cut.map.height, cut.map.width, answer.classes]).toEqual([5, 8, 10, 4]);
    expect(differences.pictures).toBe(6);
  });

  it('with other colours, means and scale', async () => {
    const preparation = { colours: 'bgr', scale: 1, mean: [103.9, 116.8, 123.7], std: [1, 57, 58] } as const;
    expect((await splitTiny({ opset: 8 }, { preparation })).differences.pictures).toBe(6);
    expect((await splitTiny({ layout: 'nhwc', pool: 'mean' }, { preparation })).differences.pictures).toBe(6);
  });

  it('with a softmax where there is none yet, and only there', async () => {
    const ends = ['logits', 'map', 'softmax', 'shares', 'log-softmax'] as const;
    const forms = await Promise.all(ends.map(async (end) => (await splitTiny({ end, opset: 11 })).answer.form));
    expect(forms).toEqual(['logits', 'logits', 'probabilities', 'probabilities', 'log-probabilities']);
  });

  it('with a size that the file leaves free', async () => {
    const free = createTinyClassifier({ shape: ['n', 3, 'h', 'w'] });
    const { picture, cut } = await splitModel(free, { size: { height: 33, width: 48 } });
    expect([picture.size, cut.map.height, cut.map.width]).toEqual([{ height: 33, width: 48 }, 11, 16]);
  });

  it('at a value that the user names, before or behind its reshaping', async () => {
    for (const at of ['pooled', 'row']) expect((await splitTiny({}, { at })).cut.map.value).toBe('map');
  });

  it('at the pooling that all goes through, past one that only weighs channels', async () => {
    const extra = [
      graphNode('GlobalAveragePool', ['map'], ['weights']),
      graphNode('Mul', ['map', 'weights'], ['map2']),
    ];
    const model = createTinyClassifier({
      extra: [...extra, graphNode('GlobalAveragePool', ['map2'], ['mean2'])],
      taken: 'mean2',
    });
    expect((await splitModel(model)).cut).toMatchObject({ value: 'mean2', map: { value: 'map2' } });
  });

  // 64 pixels keep it fast; stages, strides and the pooling are those of 224.
  it.each([
    ['resnet18', 1, 8],
    ['resnet18', 2, 17],
    ['resnet34', 1, 17],
    ['resnet50', 1, 17],
    ['resnet50', 2, 8],
  ] as const)('%s of version %i in opset %i', async (arch, version, opset) => {
    const { cut, differences } = await splitModel(createResnet({ arch, version, opset, seed: 1, size: 64 }));
    expect(cut.dims).toBe(arch === 'resnet50' ? 2048 : 512);
    expect(differences.answers?.logits).toBeLessThan(2e-6);
  });
});

describe('the files', () => {
  it('are a backbone and a head of our contract', async () => {
    const to = join(folder, 'contract');
    writeSplit(to, await splitTiny({ end: 'softmax' }), {
      ...facts,
      classes: ['cat', 'dog', 'fire', 'fox'],
      positive: 'fire',
    });
    const backbone = await openBackbone(join(to, 'backbone'), { codec: 'f32', threads: 1 });
    const head = await openHead(join(to, 'head'), { threads: 1, origin: backbone });
    const images = Uint8Array.from({ length: 3 * 24 * 30 * 3 }, (_, i) => (i * i) % 251);
    const scores = await head.score(Buffer.concat(await backbone.extract(images, 3)), 3);
    for (let i = 0; i < 3; i++) {
      expect(scores.subarray(4 * i, 4 * i + 4).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
    }
    expect([head.manifest.positive, head.manifest.data]).toEqual([2, undefined]);
    expect(head.manifest.figures.map(({ name, value }) => [name, value <= 1e-5])).toEqual([
      ['split_probabilities', true],
      ['split_logits', true],
    ]);
    await backbone.close();
    await head.close();
  });

  it('are one backbone where no head is wanted, or could be', async () => {
    const to = join(folder, 'alone');
    const extra = [graphNode('GlobalAveragePool', ['conv'], ['side'])];
    const model = createTinyClassifier({ extra });
    await expect(splitModel(model, { at: 'side' })).rejects.toMatchObject({ code: 'MODELS_CUT' });
    writeSplit(to, await splitModel(model, { at: 'side', withHead: false }), facts);
    expect(readdirSync(to, { recursive: true }).sort()).toEqual([
      'backbone',
      'backbone/backbone.onnx',
      'backbone/manifest.json',
    ]);
  });

  it.skipIf(!hasChecker)(
    `satisfy onnx.checker (skipped where ${debianPython} has no onnx: apt install python3-onnx)`,
    async () => {
      const files: string[] = [];
      const write = (name: string, model: Uint8Array | undefined) => {
        if (!model) return;
        const path = join(folder, `${name}.onnx`);
        writeFileSync(path, model);
        files.push(path);
      };
      const kinds: Record<string, TinyClassifier> = {
        old: { opset: 7, end: 'softmax' },
        eight: { opset: 8, end: 'log-softmax' },
        reshaped: { opset: 9, reshape: 'written', shape: [1, 3, 24, 30] },
        computed: { opset: 14, reshape: 'computed' },
        last: { opset: 17, layout: 'nhwc', pool: 'mean' },
        named: { opset: 13, names: { input: 'image', pooled: 'features' } },
      };
      for (const [name, tiny] of Object.entries(kinds)) {
        const { backbone, head } = await splitTiny(tiny);
        write(`${name}-whole`, encodeOnnx(createTinyClassifier(tiny)));
        write(`${name}-backbone`, backbone);
        write(`${name}-head`, head);
      }
      const resnet = createResnet({ arch: 'resnet18', version: 2, seed: 1, size: 64, opset: 8 });
      write('resnet-whole', encodeOnnx(resnet));
      const { backbone, head } = await splitModel(resnet);
      write('resnet-backbone', backbone);
      write('resnet-head', head);
      const script =
        'import sys, onnx\nfor p in sys.argv[1:]:\n  onnx.checker.check_model(onnx.load(p), full_check=True)\n  print("ok")';
      const said = execFileSync(debianPython, ['-c', script, ...files], { encoding: 'utf8' });
      expect(said.trim().split('\n')).toEqual(files.map(() => 'ok'));
    },
  );
});

describe('the cells of the tiles', () => {
  it('overlap where 3 does not divide the side: of 7 pixels 0–2, 2–4 and 4–6', () => {
    const rows = [0, 3, 6].map((cell) => [...cellShares(7, 3).subarray(cell * 21, cell * 21 + 21)]);
    const third = (row: number[]) => row.flatMap((share, i) => (i % 3 === 0 && share > 0 ? [i / 3] : []));
    expect(rows.map(third)).toEqual([
      [0, 1, 2],
      [2, 3, 4],
      [4, 5, 6],
    ]);
  });

  // P of the shipped backbones was made by PyTorch's adaptive_avg_pool2d.
  it.each([
    ['resnet18-w0.5-224', 7],
    ['resnet18-w0.5-128', 4],
  ])('are those of PyTorch: %s', (name, side) => {
    const { graph } = decodeOnnx(readFileSync(join(models, name, 'backbone.onnx')), name);
    const matrix = graph.initializer.find((constant) => constant.name === 'P');
    const expected = matrix ? floatValues(matrix) : new Float32Array(0);
    const shares = cellShares(side, side);
    expect(expected).toHaveLength(shares.length);
    expected.forEach((share, i) => {
      expect(shares[(i % 9) * side * side + Math.floor(i / 9)]).toBeCloseTo(share, 6);
    });
  });

  it('are the same for maps with their channels first and last', async () => {
    const images = Uint8Array.from({ length: 24 * 30 * 3 }, (_, i) => (7 * i) % 253);
    const tiles = await Promise.all(
      (['nchw', 'nhwc'] as const).map(async (layout) => {
        const to = join(folder, layout);
        writeSplit(to, await splitTiny({ layout, pool: 'mean' }), facts);
        const backbone = await openBackbone(join(to, 'backbone'), { codec: 'f32', threads: 1 });
        const found = await backbone.extractFloat(images, 1);
        await backbone.close();
        return found.tiles;
      }),
    );
    tiles[0]?.forEach((value, i) => {
      expect(tiles[1]?.[i]).toBeCloseTo(value, 5);
    });
  });
});

describe.skipIf(!existsSync(reference) || !existsSync(fire))(
  'real networks and pictures (skipped without ../shared)',
  () => {
    const check = join(folder, 'real');
    const copy = () => {
      for (const label of ['fire', 'normal']) {
        const names = readdirSync(join(fire, label))
          .filter((name) => name.endsWith('.jpg'))
          .sort()
          .slice(0, 5);
        for (const name of names) cpSync(join(fire, label, name), join(check, label, name));
      }
    };

    it('MobileNetV2 is cut before its last convolution', async () => {
      copy();
      const found = await splitModel(readModel(join(reference, 'mobilenetv2-1.0-224.onnx')), { check });
      expect([found.cut.dims, found.answer.classes, found.differences.pictures]).toEqual([1280, 1000, 16]);
    });

    it('SqueezeNet is cut behind its last convolution, so its features are its logits; before it a backbone alone can be', async () => {
      copy();
      const model = readModel(join(reference, 'squeezenet1.1-224.onnx'));
      const found = await splitModel(model, { check });
      expect([found.cut.dims, found.answer.classes, found.differences.pictures]).toEqual([1000, 1000, 16]);
      expect(found.answer.origin).toBe(found.cut.value);
      const alone = await splitModel(model, { check, at: 'features', withHead: false });
      expect([alone.cut.dims, alone.head]).toEqual([512, undefined]);
    });
  },
);
