import { fileURLToPath } from 'node:url';
import { build } from 'vite';

export type { InferencePage } from './inference-page/main.ts';

/** Builds the page that gives tests the models of a browser into `outDir`, as the dashboard itself is built. */
export async function buildInferencePage(outDir: string): Promise<void> {
  const root = fileURLToPath(new URL('./inference-page/', import.meta.url));
  const configFile = fileURLToPath(new URL('../../vite.config.ts', import.meta.url));
  await build({ root, configFile, logLevel: 'error', build: { outDir, emptyOutDir: true } });
}
