import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { edgeConfigSchema } from '../packages/edge/src/config/schema.ts';
import { serverConfigSchema } from '../packages/server/src/config/schema.ts';
import { withFaults } from './faults-report.ts';
import { asyncApi } from './generate/asyncapi.ts';
import { configReference, configSchema } from './generate/config-reference.ts';

const root = new URL('..', import.meta.url);

/** Every generated file: its path from the root, and what it holds; of docs/reliability.md only a table is. A test fails when the checkout has something else. */
export function generatedFiles(): ReadonlyMap<string, string> {
  const { version } = z.object({ version: z.string() }).parse(readJson('package.json'));
  const intro = (program: string) =>
    `\`${program} --config FILE\`. YAML; unknown keys are refused with the nearest right name. A section may be left out: its keys have defaults.`;
  return new Map([
    ['docs/generated/asyncapi.json', json(asyncApi(version))],
    ['docs/generated/edge-config.schema.json', json(configSchema(edgeConfigSchema, 'edge.yaml'))],
    ['docs/generated/edge-config.md', configReference(edgeConfigSchema, 'edge.yaml', intro('splitsight-edge'))],
    ['docs/generated/server-config.schema.json', json(configSchema(serverConfigSchema, 'server.yaml'))],
    ['docs/generated/server-config.md', configReference(serverConfigSchema, 'server.yaml', intro('splitsight-server'))],
    ['docs/reliability.md', withFaults(readText('docs/reliability.md'), readText('benchmarks/faults.json'))],
  ]);
}

function readJson(path: string): unknown {
  return JSON.parse(readText(path));
}

function readText(path: string): string {
  return readFileSync(new URL(path, root), 'utf8');
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, text] of generatedFiles()) {
    const file = fileURLToPath(new URL(path, root));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    console.log(path);
  }
}
