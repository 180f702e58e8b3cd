import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBackbone, openHead } from '@splitsight/inference';
import { Command } from 'commander';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { registerSplit } from './split.ts';
import { registerSynth } from './synth.ts';

const folder = mkdtempSync(join(tmpdir(), 'splitsight-models-split-'));
afterAll(() => rmSync(folder, { recursive: true }));

const model = join(folder, 'ResNet 18.onnx');

/** Runs `splitsight models …` and gives what it printed. */
async function models(...args: string[]): Promise<string> {
  const program = new Command();
  registerSplit(program, new AbortController().signal);
  registerSynth(program);
  const printed: string[] = [];
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  try {
    await program.parseAsync(args, { from: 'user' });
    return printed.join('');
  } finally {
    spy.mockRestore();
  }
}

beforeAll(async () => {
  const args = ['--arch', 'resnet18', '--seed', '3', '--size', '64', '--opset', '8', '--out', model];
  expect(await models('synth', ...args)).toBe(`${model}\n`);
});

it('cuts a model, and says how exactly in one JSON line, last', async () => {
  const out = join(folder, 'halves');
  const classes = join(folder, 'classes.txt');
  writeFileSync(classes, Array.from({ length: 1000 }, (_, i) => `thing-${i}\n`).join(''));
  const said = await models('split', model, '--out', out, '--classes', classes, '--positive', 'thing-7');
  const report: unknown = JSON.parse(said.trim().split('\n').at(-1) ?? '');
  expect(report).toMatchObject({
    backbone: 'resnet-18',
    at: 'pool',
    dims: 512,
    head: { classes: 1000, form: 'logits' },
  });
  const backbone = await openBackbone(join(out, 'backbone'), { codec: 'f32', threads: 1 });
  const head = await openHead(join(out, 'head'), { threads: 1, origin: backbone });
  expect(head.manifest.classes[head.manifest.positive]).toBe('thing-7');
  await backbone.close();
  await head.close();
});

it('writes nothing when it fails, and names what it failed on', async () => {
  const page = join(folder, 'page.onnx');
  writeFileSync(page, '<!doctype html><title>Sign in</title>');
  const torn = join(folder, 'torn.onnx');
  writeFileSync(torn, readFileSync(model).subarray(0, 1_000_000));
  const out = join(folder, 'nothing');
  for (const [args, code, named] of [
    [[page], 'MODELS_NOT_ONNX', page],
    [[torn], 'MODELS_NOT_ONNX', torn],
    [[join(folder, 'none.onnx')], 'MODELS_UNREADABLE', 'none.onnx'],
    [[model, '--at', 'stage4_unit2_relu'], 'SPLIT_AT', model],
    [[model, '--positive', 'cat'], 'SPLIT_CLASSES', 'resnet-18: "cat"'],
  ] as const) {
    const failing = models('split', ...args, '--out', out);
    await expect(failing).rejects.toMatchObject({ code, message: expect.stringContaining(named) });
    expect(existsSync(out)).toBe(false);
  }
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
});
