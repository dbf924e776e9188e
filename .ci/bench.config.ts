import { defineConfig } from 'vitest/config';

/** Measurements run alone and one after another; `npm test` leaves them out. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/bench/**/*.bench.ts'],
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 600_000,
    globalSetup: ['test/support/build-worker.ts'],
    reporters: ['default'],
  },
});
