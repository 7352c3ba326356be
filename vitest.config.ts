import { defineConfig } from 'vitest/config';
import { rulesPlugin } from './build/rules-plugin.ts';

export default defineConfig({
  plugins: [rulesPlugin()],
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
