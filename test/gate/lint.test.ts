import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

const reportSchema = z.object({
  diagnostics: z.array(
    z.object({ severity: z.string(), category: z.string(), location: z.object({ path: z.string() }) }),
  ),
});

/** A copy of the fixtures outside the checkout, where the gate's own configuration leaves them out, under the same rules. */
const folder = mkdtempSync(join(tmpdir(), 'splitsight-lint-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the linter refuses', () => {
  let found: string[];
  beforeAll(() => {
    cpSync(resolve('test/fixtures/lint'), folder, { recursive: true });
    const config = {
      root: true,
      extends: [resolve('biome.json')],
      vcs: { enabled: false },
      files: { includes: ['**/*.ts'] },
    };
    writeFileSync(join(folder, 'biome.json'), JSON.stringify(config));
    const { diagnostics } = reportSchema.parse(JSON.parse(lint()));
    found = diagnostics
      .filter(({ severity }) => severity === 'error')
      .map(({ category, location }) => `${location.path} ${category}`);
  });

  it.each([
    ['a promise that nobody awaits', 'floating-promise.ts lint/nursery/noFloatingPromises'],
    ['a promise where none is expected', 'misused-promise.ts lint/nursery/noMisusedPromises'],
    ['a switch that forgets a case', 'missing-case.ts lint/nursery/useExhaustiveSwitchCases'],
    ['any', 'explicit-any.ts lint/suspicious/noExplicitAny'],
    ['an import cycle', 'cycle-a.ts lint/suspicious/noImportCycles'],
    ['a kept connection in a test', 'testing/pooled-fetch.ts lint/style/noRestrictedGlobals'],
  ])('%s', (_, error) => {
    expect(found).toContain(error);
  });
});

/** Biome's report. It exits with 1, as it does in the gate. */
function lint(): string {
  const biome = resolve('node_modules/.bin/biome');
  try {
    execFileSync(biome, ['lint', '--reporter=json', '.'], { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    const failed = z.object({ status: z.literal(1), stdout: z.string() }).parse(error);
    return failed.stdout.slice(0, failed.stdout.lastIndexOf('}') + 1);
  }
  throw new Error('biome accepts the fixtures');
}
