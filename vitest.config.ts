import { defineConfig } from 'vitest/config';
import { rulesPlugin } from './build/rules-plugin.ts';
import { wasmPlugin } from './build/wasm-plugin.ts';
import { ProcessesFirst } from './test/sequencer.ts';
import { temporaryPlace } from './test/temporary.ts';

export default defineConfig({
  plugins: [rulesPlugin(), wasmPlugin()],
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/setup.ts'],
    env: { TMPDIR: temporaryPlace() },
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Most code runs some times and no more: to compile it for speed as early as usual takes more than it gives.
    execArgv: ['--interrupt-budget=600000'],
    // One more than the cores of the smallest machine: much of the time, a test waits for processes.
    maxWorkers: 3,
    // No test changes a module or the environment, so files share a process and what it has loaded.
    isolate: false,
    sequence: { sequencer: ProcessesFirst },
  },
});
