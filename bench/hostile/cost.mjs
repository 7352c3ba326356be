// What scanning a folder costs, in a process of its own.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BUNDLE, environment } from '../measure.mjs';

/** Runs the bundle and tells at its end what the process took, on the fourth descriptor. */
const SCRIPT = `process.argv.splice(1, 1);
process.once('exit', () => {
  const { userCPUTime, maxRSS } = process.resourceUsage();
  require('fs').writeSync(3, JSON.stringify({ user: userCPUTime / 1e6, memory: maxRSS / 1024 }));
});
require(process.argv[1]);`;

/**
 * Writes `files` (`[path, make]`) into the empty folder and scans it. Gives seconds by the clock, seconds of one core, MB at the peak, the exit
 * code (null for a process that had to be stopped) and the size of the input in bytes.
 */
export function costOf(folder, files, bundle = process.env.HFLEAKS_BUNDLE ?? BUNDLE) {
  let size = 0;
  for (const [path, make] of files) {
    const bytes = make();
    size += bytes.length;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  const start = performance.now();
  const { status, output } = spawnSync(process.execPath, ['-e', SCRIPT, bundle, bundle, 'scan', '-q'], {
    cwd: folder,
    env: { ...environment, HOME: folder, NO_COLOR: '1' },
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    timeout: 120_000,
    killSignal: 'SIGKILL',
  });
  const wall = (performance.now() - start) / 1000;
  const { user, memory } = status === null || !output[3] ? { user: wall, memory: Number.NaN } : JSON.parse(output[3]);
  return { wall, user, memory, status, size };
}
