import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/webview/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // A browser on a busy machine takes seconds to draw its first page.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What is drawn follows a message by frames and pauses, of which a busy machine makes seconds.
    expect: { poll: { timeout: 10_000 } },
  },
});
