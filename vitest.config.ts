import { defineConfig } from 'vitest/config';

const source = 'splitsight-source';

export default defineConfig({
  // Tests read every package's sources: there is no build they could be behind.
  resolve: { conditions: [source, 'module', 'browser', 'development|production'] },
  ssr: { resolve: { conditions: [source, 'node', 'development|production'], externalConditions: [source, 'node'] } },
  test: {
    include: ['packages/*/src/**/*.test.{ts,tsx}', 'test/**/*.test.ts'],
    pool: 'forks',
    // Two cores, and each end-to-end test runs cameras, ffmpeg and a server of its own.
    maxWorkers: 2,
    // Only what fails takes as long; a noisy machine takes several times what a quiet one does.
    testTimeout: 180_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
  },
});
