import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
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
