import { defineConfig } from 'vitest/config';

const minute = 60_000;

/** Three rings: `unit` needs nothing, `browser` needs Chromium, `e2e` needs a packaged extension and code-server. */
export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/browser/**', 'test/e2e/**', 'test/fixtures/**'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          testTimeout: minute,
          hookTimeout: minute,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 2 * minute,
          hookTimeout: 3 * minute,
          fileParallelism: false,
          globalSetup: ['test/e2e/package.ts'],
        },
      },
    ],
  },
});
