import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

/** Where the programs of these tests lie, ready to run. */
export interface Programs {
  readonly server: string;
  readonly edge: string;
  /** See ../programs/load-agent.ts. */
  readonly loadAgent: string;
}

const root = fileURLToPath(new URL('../../..', import.meta.url));
const resolving = 'faults-resolving';

/**
 * Builds the daemons from the sources as they are: what is killed here has to start as fast as it does where it is
 * installed, and must not be an older build.
 */
export async function buildPrograms(folder: string): Promise<Programs> {
  const out = join(folder, 'programs');
  mkdirSync(out, { recursive: true });
  // The programs read their version from the folder above theirs.
  copyFileSync(join(root, 'packages/server/package.json'), join(folder, 'package.json'));
  await build({
    absWorkingDir: root,
    entryPoints: {
      server: 'packages/server/src/main.ts',
      edge: 'packages/edge/src/main.ts',
      'load-agent': 'test/faults/programs/load-agent.ts',
    },
    outdir: out,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: 'inline',
    conditions: ['splitsight-source'],
    plugins: [leaveLibraries],
    logLevel: 'error',
  });
  const at = (name: string) => join(out, `${name}.mjs`);
  return { server: at('server'), edge: at('edge'), loadAgent: at('load-agent') };
}

/** Libraries stay where they are, and are found from the package that imports them. */
const leaveLibraries: Plugin = {
  name: 'libraries',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^[^./]/ }, async ({ path, kind, resolveDir, pluginData }) => {
      if (kind === 'entry-point' || pluginData === resolving || path.startsWith('@splitsight/')) return undefined;
      if (path.startsWith('node:')) return { path, external: true };
      const found = await resolve(path, { kind, resolveDir, pluginData: resolving });
      return { path: found.path, external: true, errors: found.errors };
    });
  },
};
