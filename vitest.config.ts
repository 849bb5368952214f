import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { faultConstants } from './scripts/faults.mjs';

/** Failpoints are there, and one of the rules is broken when `npm run mutants` says so. An object for each project: vitest takes out of it what it has seen. */
const define = () => faultConstants({ failpoints: true, mutant: process.env['MC_MUTANT'] });

/** unit: beside the code, no I/O. integration: real stores. e2e: the built product as a user runs it. browser: the same in Chromium. One project after the other, two files of it at a time. */
export default defineConfig({
  test: {
    projects: [
      {
        define: define(),
        // As web/svelte.config.js has it: all other names there are of types only.
        resolve: { alias: { $kernel: path.resolve(import.meta.dirname, 'src/domain/kernel') } },
        test: {
          name: 'unit',
          include: [
            'src/**/*.test.ts',
            'web/src/**/*.test.ts',
            'sdk/**/*.test.ts',
            'verify/**/*.test.mjs',
            'examples/**/*.test.ts',
            'bench/**/*.test.ts',
            'test/corpus/**/*.test.ts',
            'test/simulation/**/*.test.ts',
          ],
          testTimeout: 20_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        define: define(),
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // What real stores do on a busy machine takes as long as it takes.
          expect: { poll: { timeout: 30_000 } },
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        define: define(),
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts', 'test/failpoints/**/*.test.ts', 'test/chaos/**/*.test.ts'],
          // Takes as long as it is told to (npm run soak).
          exclude: process.env['SOAK_MINUTES'] === undefined ? ['test/chaos/soak.test.ts'] : [],
          testTimeout: 300_000,
          hookTimeout: 180_000,
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
      {
        define: define(),
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          // Pictures for the documents, when they are asked for (npm run screenshots): no test.
          exclude: process.env['MC_SCREENSHOTS'] === '1' ? [] : ['test/browser/screenshots.test.ts'],
          globalSetup: ['test/support/browser-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          maxWorkers: 2,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
