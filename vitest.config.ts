import { defineConfig } from 'vitest/config';

const minute = 60_000;

/** On a busy machine a test may run out of time; it is tried once more. A wrong result never is. */
const retry = { count: 1, condition: /not so within|timed out|Timeout/ };

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
          retry,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          testTimeout: minute,
          retry,
          hookTimeout: minute,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 2 * minute,
          retry,
          hookTimeout: 3 * minute,
          fileParallelism: false,
          globalSetup: ['test/e2e/package.ts'],
        },
      },
    ],
  },
});
