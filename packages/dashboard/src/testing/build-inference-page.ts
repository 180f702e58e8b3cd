import { fileURLToPath } from 'node:url';
import { build, defaultClientConditions } from 'vite';

export type { InferencePage } from './inference-page/main.ts';

/** Builds the page that gives tests the models of a browser into `outDir`. */
export async function buildInferencePage(outDir: string): Promise<void> {
  await build({
    root: fileURLToPath(new URL('./inference-page/', import.meta.url)),
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: ['splitsight-source', ...defaultClientConditions] },
    build: { outDir, emptyOutDir: true, assetsInlineLimit: 0 },
  });
}
