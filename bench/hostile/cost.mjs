// What scanning a folder costs, in a process of its own.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BUNDLE, ownCost } from '../measure.mjs';

/**
 * Writes `files` (`[path, make]`) into the empty folder and scans it. Gives seconds by the clock, seconds of one core, MB at the peak, the exit
 * code (null for a process that had to be stopped) and the size of the input in bytes; null where a file cannot be made, since the program for
 * that is not there.
 */
export function costOf(folder, files, bundle = process.env.HFLEAKS_BUNDLE ?? BUNDLE) {
  let size = 0;
  for (const [path, make] of files) {
    const bytes = make();
    if (!bytes) return null;
    size += bytes.length;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  const start = performance.now();
  const env = { HOME: folder };
  const { status, seconds, megabytes } = ownCost(['scan', '-q'], folder, { env, bundle, patience: 120_000 });
  const wall = (performance.now() - start) / 1000;
  return { wall, seconds: seconds ?? wall, memory: megabytes ?? Number.NaN, status, size };
}
