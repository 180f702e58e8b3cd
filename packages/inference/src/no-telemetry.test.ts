import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeTinyBackbone } from '@splitsight/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'splitsight-telemetry-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('a model that is loaded and run tells nobody, and leaves no mark of this machine', () => {
  const model = join(folder, 'model');
  const home = join(folder, 'home');
  writeTinyBackbone(model);
  const program = `
    import { openBackbone } from '@splitsight/inference';
    const backbone = await openBackbone(process.argv[1], { codec: 'u8', threads: 1 });
    await backbone.close();`;
  const options = ['--import', 'tsx', '--conditions', 'splitsight-source', '--input-type=module', '-e', program, model];
  // ONNX Runtime is silent where it sees a CI or a test: this one is to look like any other program.
  const env = { PATH: process.env.PATH, HOME: home, XDG_CACHE_HOME: join(home, 'cache'), ORT_DISABLE_TELEMETRY: '0' };
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  execFileSync(process.execPath, options, { cwd, env });
  // Its identifier for the machine and what it has to send would lie here.
  expect(readdirSync(folder)).toEqual(['model']);
});
