import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { writeTinyBackbone } from '@splitsight/testkit';
import { afterAll, describe, expect, it } from 'vitest';
import { parseBitRate, parseMilliseconds, parsePositive, parseSize } from './profile-options.ts';

const folder = mkdtempSync(join(tmpdir(), 'splitsight-profile-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('an option of models profile', () => {
  it.each([
    [parseBitRate, '20kbit', 20_000],
    [parseBitRate, '2mbit', 2_000_000],
    [parseBitRate, '1.5 Mbit/s', 1_500_000],
    [parseBitRate, '9600bit', 9600],
    [parseMilliseconds, '0', 0],
    [parseMilliseconds, '40ms', 40],
    [parseMilliseconds, '0.6s', 600],
    [parsePositive(1000), '0.2', 0.2],
    [parseSize, '224', { height: 224, width: 224 }],
    [parseSize, '192x256', { height: 192, width: 256 }],
  ])('%o reads %s', (parse, text, value) => {
    expect(parse(text)).toEqual(value);
  });

  it.each([
    [parseBitRate, ['0', '0mbit', '-1mbit', '2', '2mb', '2 parsecs', '', 'NaNbit', '1e400bit', '99999999gbit']],
    [parseMilliseconds, ['', '-1', '5 minutes', '61s', 'fast']],
    [parsePositive(1000), ['0', '-1', '1001', 'five', '', '1e9', 'Infinity']],
    [parseSize, ['0', '7', '224x', 'x224', '10000', '3x224x224', '224.5']],
  ])('%o refuses what is no such thing', (parse, texts) => {
    for (const text of texts) expect(() => parse(text)).toThrow(/expected/);
  });
});

describe('splitsight models profile', () => {
  const run = (...args: string[]) =>
    promisify(execFile)(
      process.execPath,
      [
        '--import',
        'tsx',
        '--conditions',
        'splitsight-source',
        'packages/cli/src/main.ts',
        'models',
        'profile',
        ...args,
      ],
      { encoding: 'utf8' },
    );
  const quick = ['--rounds', '1', '--runs', '1', '--threads', '1'];

  it('answers with a JSON line and a plot', async () => {
    const backbone = join(folder, 'backbone');
    const svg = join(folder, 'plot.svg');
    writeTinyBackbone(backbone);
    const { stdout } = await run(backbone, ...quick, '--uplink', '20kbit', '--fps', '0.5', '--svg', svg, '--json');
    const report = JSON.parse(stdout);
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expect(report).toMatchObject({
      question: { device: 'pi5', uplink_bps: 20_000, rtt_ms: 40, fps: 0.5, form: 'u8' },
      fits: true,
      answer: { misses: [] },
    });
    expect(report.cuts[0]).toMatchObject({ marks: ['input'], before_ms: { median: 0 } });
    expect(readFileSync(svg, 'utf8').match(/class="bar"/g)).toHaveLength(report.cuts.length + 1);
  });

  it('with an uplink of nothing ends with status 1 and says what is expected', async () => {
    await expect(run(join(folder, 'none.onnx'), '--uplink', '0')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/uplink.*a rate above 0 is expected/),
    });
  });
});
