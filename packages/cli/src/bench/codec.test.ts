import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom } from '@splitsight/learn';
import { writeTinyBackbone } from '@splitsight/testkit';
import { encodeJpeg } from '@splitsight/vision/picture';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { benchCodec, type CodecBenchOptions } from './codec.ts';
import { compareAnswers, type JudgedTask } from './codec-figures.ts';
import { chooseEvenly, renderedFrames } from './codec-pictures.ts';

describe('figures', () => {
  /** Four items of two classes; each row is the probability of class 1. */
  const probabilities = (...ones: number[]) => Float64Array.from(ones.flatMap((one) => [1 - one, one]));
  const reference = probabilities(0.1, 0.2, 0.8, 0.9);
  const task: JudgedTask = {
    name: 'four',
    classes: 2,
    labels: [0, 0, 1, 1],
    groups: [0, 1, 2, 3],
    answers: new Map([
      ['f32', { own: reference, float: reference }],
      ['u8', { own: probabilities(0.1, 0.6, 0.8, 0.9), float: probabilities(0.1, 0.2, 0.4, 0.3) }],
    ]),
  };

  it('count the items lost and those that changed, with the heads of the codec and with those of float32', () => {
    expect(compareAnswers([task], 'u8', 1)).toEqual({
      accuracy: 0.75,
      auroc: 1,
      loss_points: 25,
      loss_low: 0,
      loss_high: 75,
      flips: 0.25,
      same_head: { loss_points: 50, flips: 0.5 },
    });
    expect(compareAnswers([task], 'f32', 1)).toMatchObject({ accuracy: 1, auroc: 1, loss_points: 0, flips: 0 });
  });

  it('over several tasks are those over all their items', () => {
    const same = { ...task, answers: new Map([...task.answers, ['u8', { own: reference, float: reference }]]) };
    const both = compareAnswers([task, same], 'u8', 1);
    expect(both).toMatchObject({ accuracy: 0.875, loss_points: 12.5, flips: 0.125, same_head: { flips: 0.25 } });
  });

  it('draw groups: items of one group are lost together', () => {
    const { loss_low, loss_high } = compareAnswers([{ ...task, groups: [0, 0, 0, 0] }], 'u8', 1);
    expect([loss_low, loss_high]).toEqual([25, 25]);
  });
});

describe('pictures', () => {
  it('are taken of the largest classes, evenly', () => {
    const of = (label: string, count: number) =>
      Array.from({ length: count }, (_, i) => ({ path: '', name: `${label}/${i}`, label }));
    const chosen = chooseEvenly([...of('a', 10), ...of('b', 3), ...of('c', 12)], { classes: 2, each: 5 });
    expect(chosen.map(({ name }) => name)).toEqual(
      ['a/1', 'a/3', 'a/5', 'a/7', 'a/9'].concat(['c/1', 'c/3', 'c/6', 'c/8', 'c/10']),
    );
  });

  it('can be rendered, as many with fire as without, in groups of a scene', async () => {
    const seen: string[] = [];
    for await (const { label, group } of renderedFrames(2, 1)) seen.push(`${label} ${group}`);
    const [first = ''] = seen;
    expect(seen.map((text) => text.split(' ')[0])).toEqual(['fire', 'fire', 'normal', 'normal']);
    expect(seen.every((text) => text.endsWith(first.replace(/^\S+/, '')))).toBe(true);
  });
});

describe('the codecs of a tiny backbone', () => {
  let folder: string;
  let images: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'splitsight-bench-codec-'));
    images = join(folder, 'images');
    writeTinyBackbone(join(folder, 'backbone'));
    const random = createRandom(2);
    for (const [label, red] of [
      ['fire', 200],
      ['normal', 90],
    ] as const) {
      mkdirSync(join(images, label), { recursive: true });
      for (let i = 0; i < 12; i++) {
        const shift = 90 * (random() - 0.5);
        const rgb = Uint8Array.from({ length: 24 * 24 * 3 }, (_, at) => (at % 3 === 0 ? red : 100) + shift);
        const jpeg = await encodeJpeg({ width: 24, height: 24, rgb, capturedAt: 0 });
        writeFileSync(join(images, label, `${i}.jpg`), jpeg);
      }
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const bench = (options: Partial<CodecBenchOptions> = {}) =>
    benchCodec({
      backbone: join(folder, 'backbone'),
      images: [{ path: images }],
      threads: 1,
      seed: 1,
      signal: new AbortController().signal,
      onUnreadable: () => undefined,
      onProgress: () => undefined,
      ...options,
    });

  it('are compared with float32 over all pictures', async () => {
    const report = await bench();
    expect(report).toMatchObject({ backbone: 'tiny-colour', n: 24, tasks: [{ name: 'images', n: 24, classes: 2 }] });
    expect(Object.keys(report.codecs)).toEqual(['f32', 'u8']);
    expect(report.codecs.f32).toMatchObject({ bytes: 32, loss_points: 0, flips: 0 });
    const codecs = new Map(Object.entries(report.codecs));
    expect(codecs.get('f32')?.accuracy).toBeGreaterThan(0.9);
    expect(codecs.get('u8')?.bytes).toBe(8);
    expect(codecs.get('u8')?.flips).toBeLessThan(0.1);
    expect(await bench()).toEqual(report);
  });

  it('come from an archive as from a folder', async () => {
    const archive = join(folder, 'packed.tar');
    execFileSync('tar', ['-cf', archive, '-C', images, 'fire', 'normal']);
    const packed = await bench({ images: [{ path: archive, most: { classes: 2, each: 8 } }] });
    expect(packed).toMatchObject({ n: 16, tasks: [{ name: 'packed.tar' }] });
    await expect(bench({ images: [{ path: join(folder, 'none.tar') }] })).rejects.toMatchObject({
      code: 'HEAD_PICTURES',
      message: expect.stringContaining('none.tar'),
    });
  });
});
