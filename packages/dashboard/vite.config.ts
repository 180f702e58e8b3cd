import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';

const server = 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
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
