import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { layers, owners } from '../architecture.ts';
import { violations } from './rules.ts';
import { readSources } from './sources.ts';

const packageSchema = z.object({
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
});

describe('the checkout', () => {
  it('keeps to its layers, owners and lengths', async () => {
    expect(violations(await readSources('.', ['packages', 'scripts', 'test']))).toEqual([]);
  });

  it.each(readdirSync('packages'))('%s depends on nothing that its layer does not allow', (name) => {
    const { dependencies, devDependencies } = readPackage(name);
    const ours = (record: Record<string, string>) =>
      Object.keys(record).flatMap((dependency) => dependency.split('@splitsight/')[1] ?? []);
    expect(Object.keys(layers)).toContain(name);
    expect(layers[name]).toEqual(expect.arrayContaining(ours(dependencies)));
    expect([...(layers[name] ?? []), 'testkit']).toEqual(expect.arrayContaining(ours(devDependencies)));
  });

  it('has an owner for every library that a package depends on', () => {
    const libraries = readdirSync('packages')
      .flatMap((name) => Object.keys(readPackage(name).dependencies))
      .filter((name) => !name.startsWith('@splitsight/'));
    expect(Object.keys(owners)).toEqual(expect.arrayContaining(libraries));
  });

  it('has layers without a circle', () => {
    const names = Object.keys(layers);
    for (const [name, row] of Object.entries(layers)) {
      for (const lower of row) expect(layers[lower], `${name} stands above ${lower}`).not.toContain(name);
      expect(names).toEqual(expect.arrayContaining([...row]));
    }
  });
});

describe('the architecture test refuses', () => {
  it.each([
    ['an import to the right', 'packages/wire/src/x.ts', "import '@splitsight/server';", 'server, which wire may not'],
    ['edge importing server', 'packages/edge/src/x.ts', "import type { A } from '@splitsight/server';", 'edge may not'],
    ['testkit outside tests', 'packages/edge/src/x.ts', "import '@splitsight/testkit';", 'edge may not'],
    ['a path into another package', 'packages/wire/src/x.ts', "import '../../vision/src/y.ts';", 'reaches into'],
    ['a library outside its owner', 'packages/server/src/x.ts', "import mqtt from 'mqtt';", 'does not own'],
    ['a deep path of a library', 'packages/server/src/x.ts', "import 'mqtt/dist/y';", 'does not own'],
    ['a dynamic import', 'packages/edge/src/x.ts', "await import('sharp');", 'does not own'],
    ['a library nobody owns', 'packages/cli/src/x.ts', "import 'left-pad';", 'no owner'],
    ['Node in a browser-safe package', 'packages/wire/src/x.ts', "import 'node:fs';", 'must run anywhere'],
    ['Node in the pure half of kernel', 'packages/kernel/src/x.ts', "import 'fs';", 'must run anywhere'],
    ['a package without a layer', 'packages/new/src/x.ts', "import '@splitsight/wire';", 'without a layer'],
    ['a file over 300 lines', 'packages/cli/src/x.ts', '//\n'.repeat(301), '301 lines'],
    ['a pipeline of 120 lines', 'packages/edge/src/pipeline.ts', '//\n'.repeat(120), '120 lines'],
  ])('%s', async (_, path, text, complaint) => {
    const found = await violationsOf({ [path]: text, 'packages/vision/src/y.ts': 'export {};' });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(complaint);
    expect(found[0]).toContain(path);
  });

  it('nothing in a tree that keeps to the table', async () => {
    const tree = {
      'packages/edge/src/main.ts': "import '@splitsight/kernel/node';\nimport 'commander';\nimport 'node:fs';\n",
      'packages/edge/src/main.test.ts': "import '@splitsight/testkit';\nimport 'mqtt';\n",
      'packages/kernel/src/node/log.ts': "import 'pino';\nimport 'node:fs';\n",
    };
    expect(await violationsOf(tree)).toEqual([]);
  });
});

async function violationsOf(tree: Readonly<Record<string, string>>): Promise<string[]> {
  const root = mkdtempSync(join(tmpdir(), 'splitsight-architecture-'));
  try {
    for (const [path, text] of Object.entries(tree)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return violations(await readSources(root, ['packages']));
  } finally {
    rmSync(root, { recursive: true });
  }
}

function readPackage(name: string): z.output<typeof packageSchema> {
  return packageSchema.parse(JSON.parse(readFileSync(join('packages', name, 'package.json'), 'utf8')));
}
