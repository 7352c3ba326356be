// How many of the last commits of a repository the prefilter settles, whether hfleaks has nothing to say of these, and how long it takes.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));
const [source, count = '400'] = process.argv.slice(2);
if (!source) {
  console.error('Usage: node bench/prefilter.mjs REPOSITORY [COMMITS]');
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), 'hfleaks-prefilter-'));
const work = join(folder, 'work');
const asked = join(folder, 'node');
const { NODE_OPTIONS: _, NODE_EXTRA_CA_CERTS: __, ...env } = process.env;
const git = (...args) => execFileSync('git', ['-C', work, ...args], { env, encoding: 'utf8', maxBuffer: 1 << 28 });

/** As if the commit were about to be made on its parent; nothing is checked out. False where it has none. */
function stage(commit) {
  const parent = spawnSync('git', ['-C', work, 'rev-parse', '--verify', '--quiet', `${commit}^`], { encoding: 'utf8' });
  if (parent.status !== 0) return false;
  git('update-ref', '--no-deref', 'HEAD', parent.stdout.trim());
  git('read-tree', commit);
  return true;
}

/** The medians over commits of 1 to 10 files, as ratios to starting Node.js and doing nothing. */
function time(commits) {
  const script = join(DIST, 'hfleaks-pre-commit.sh');
  // As husky itself is set up, with the one line.
  execFileSync(process.execPath, [fileURLToPath(new URL('../node_modules/husky/bin.js', import.meta.url))], {
    cwd: work,
    env,
  });
  mkdirSync(join(work, '.husky'), { recursive: true });
  writeFileSync(join(work, '.husky/pre-commit'), `sh '${script}'\n`);
  const ways = {
    'node -e 0': [process.execPath, '-e', '0'],
    'the script': ['sh', script],
    'the script by husky': ['sh', '.husky/_/pre-commit'],
    'the hook without it': [process.execPath, join(DIST, 'hfleaks.cjs'), 'hook', 'pre-commit'],
  };
  const times = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  for (const commit of commits
    .filter((one) => git('diff-tree', '-r', '--name-only', one).split('\n').length <= 12)
    .slice(0, 10)) {
    stage(commit);
    for (let round = 0; round < 5; round++)
      for (const [name, [program, ...args]] of Object.entries(ways)) {
        const start = performance.now();
        spawnSync(program, args, { cwd: work, env: { ...env, HFLEAKS_NODE: asked } });
        times[name].push(performance.now() - start);
      }
  }
  const median = (all) => all.toSorted((a, b) => a - b)[all.length >> 1];
  const base = median(times['node -e 0']);
  for (const [name, all] of Object.entries(times)) console.log(`${name}: ${(median(all) / base).toFixed(2)}`);
}

try {
  execFileSync('git', ['clone', '--quiet', '--shared', '--no-checkout', source, work], { env });
  writeFileSync(asked, '#!/bin/sh\nexit 77\n');
  chmodSync(asked, 0o755);
  const commits = git('rev-list', '--no-merges', `-${count}`, 'HEAD').trim().split('\n');
  const settled = [];
  const wrong = [];
  for (const commit of commits) {
    if (!stage(commit)) continue;
    const script = spawnSync('sh', [join(DIST, 'hfleaks-pre-commit.sh')], {
      cwd: work,
      env: { ...env, HFLEAKS_NODE: asked },
    });
    if (script.status !== 0) continue;
    settled.push(commit);
    const args = [join(DIST, 'hfleaks.cjs'), 'hook', 'pre-commit', '--quiet'];
    const hook = spawnSync(process.execPath, args, { cwd: work, env, encoding: 'utf8' });
    if (hook.status !== 0 || hook.stdout + hook.stderr !== '') wrong.push(commit);
  }
  const share = ((100 * settled.length) / commits.length).toFixed(0);
  console.log(`${settled.length} of ${commits.length} commits settled (${share} %), ${wrong.length} of them wrongly`);
  for (const commit of wrong) console.log(commit);
  time(settled);
  process.exitCode = wrong.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
