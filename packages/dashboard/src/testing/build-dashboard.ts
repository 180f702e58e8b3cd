import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** Builds the dashboard of these sources into `outDir`, so that no test sees a stale one. */
export async function buildDashboard(outDir: string): Promise<void> {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  await build({ root, logLevel: 'error', build: { outDir, emptyOutDir: true } });
}
