import { build } from 'vite';

/** Builds the dashboard whose package is at `root` into a folder. */
export async function buildPage(root: string, directory: string): Promise<void> {
  await build({ root, logLevel: 'error', build: { outDir: directory, emptyOutDir: true } });
}
