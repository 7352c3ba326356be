// What the benches share: whole processes in interleaved rounds, as ratios to the first.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
export const BUNDLE = join(ROOT, 'dist', 'hfleaks.cjs');

// NODE_EXTRA_CA_CERTS and NODE_OPTIONS double the start of Node, which flatters every ratio to it.
const { NODE_EXTRA_CA_CERTS: _, NODE_OPTIONS: __, ...variables } = process.env;
export const environment = { ...variables, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };

/** A folder for what a bench makes. */
export function temporaryHome() {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'hfleaks-bench-')));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/**
 * Times each command (`[title, program, arguments, folder]`) once a round, after one round that is not counted, and prints medians and ratios to
 * the first. Gives the median times in milliseconds, in their order.
 */
export function measure(title, rounds, env, commands) {
  const times = commands.map(() => []);
  for (let round = 0; round <= rounds; round++)
    for (const [index, [, program, args, cwd]] of commands.entries()) {
      const start = performance.now();
      const { error } = spawnSync(program, args, { cwd, env, stdio: ['ignore', 'ignore', 'inherit'] });
      if (error) throw error;
      if (round > 0) times[index].push(performance.now() - start);
    }
  console.log(`\n${title} (${rounds} rounds, Node.js ${process.version})`);
  return commands.map(([name], index) => {
    const ratios = times[index].map((time, round) => time / times[0][round]);
    const sorted = times[index].toSorted((a, b) => a - b);
    const spread = `${sorted[0].toFixed(0)}-${sorted.at(-1).toFixed(0)}`;
    console.log(
      `${median(ratios).toFixed(2).padStart(6)}x  ${median(sorted).toFixed(0).padStart(5)} ms (${spread})  ${name}`,
    );
    return median(sorted);
  });
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}
