import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// on two cores one would be idle for half of the time: most tests wait for processes and disks
const maxWorkers = Math.max(2, availableParallelism() - 1);

export default defineConfig({
  test: {
    maxWorkers,
    tags: [{ name: 'deep', description: 'earns long runs; npm run test:deep runs these at full length' }],
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'packages/*/src/**/*.test.ts',
            'apps/*/src/**/*.test.{ts,tsx}',
            'content/**/*.test.ts',
            'tools/*/src/**/*.test.ts',
            'test/*.test.ts',
          ],
          exclude: ['**/*.int.test.ts', '**/node_modules/**'],
          // half of the time was modules loaded again for every file; these tests share nothing but modules
          isolate: false,
        },
      },
      {
        test: {
          name: 'integration',
          include: [
            'packages/*/src/**/*.int.test.ts',
            'apps/*/src/**/*.int.test.ts',
            'content/**/*.int.test.ts',
            'tools/*/src/**/*.int.test.ts',
            'test/integration/**/*.test.ts',
          ],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // the same; what they start they stop, and every suite has a folder and a server of its own
          isolate: false,
          globalSetup: ['test/support/bundle-children.ts'],
        },
      },
      {
        test: {
          name: 'deep',
          include: ['test/deep/**/*.test.ts'],
          testTimeout: 3_600_000,
          hookTimeout: 120_000,
          globalSetup: ['test/support/bundle-children.ts'],
        },
      },
    ],
  },
});
