import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig, type Plugin } from 'vite';

const server = 'http://127.0.0.1:8080';

/** Puts a gzipped copy beside each script, style sheet and the model runtime, which the server sends: 14 MB are 4 then. */
function gzipped(): Plugin {
  return {
    name: 'gzipped',
    apply: 'build',
    async writeBundle({ dir = '' }, files) {
      const shrinking = Object.values(files).filter(({ fileName }) => /\.(js|css|wasm)$/.test(fileName));
      await Promise.all(
        shrinking.map(async (file) => {
          const content = file.type === 'chunk' ? file.code : file.source;
          await writeFile(join(dir, `${file.fileName}.gz`), await promisify(gzip)(content));
        }),
      );
    },
  };
}

export default defineConfig({
  plugins: [react(), gzipped()],
  // The wire package's sources, so that no stale build can disagree with the server.
  resolve: { conditions: ['splitsight-source', ...defaultClientConditions] },
  build: {
    // The first releases that know light-dark(), on which both themes stand.
    target: ['chrome123', 'firefox120', 'safari17.5'],
    // Data addresses would need a wider content security policy.
    assetsInlineLimit: 0,
    rolldownOptions: {
      // The service worker's address stays the same: the browser finds a new one there.
      input: { index: 'index.html', sw: 'src/service-worker/sw.ts' },
      output: {
        entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
        codeSplitting: {
          // zod and what keeps it from generating code are one chunk: no other can make a schema before it has run.
          groups: [{ name: 'zod', test: /[\\/](zod|no-eval)[\\/.]/ }],
        },
      },
    },
  },
  server: { proxy: { '/api': { target: server, ws: true } } },
});
