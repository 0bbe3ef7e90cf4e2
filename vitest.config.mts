import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/unit/**/*.test.ts', 'test/programs/*.test.ts'],
    globalSetup: ['test/unit/buildKernels.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // Tests that train start children and load tfjs in them: seconds each on a busy machine.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
